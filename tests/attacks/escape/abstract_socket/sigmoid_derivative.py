import socket

import target

try:
    socket.socket(socket.AF_UNIX).connect("\0" + target.NAME)
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
