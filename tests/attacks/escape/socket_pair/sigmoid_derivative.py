import socket

import target

try:
    socket.socketpair()
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
