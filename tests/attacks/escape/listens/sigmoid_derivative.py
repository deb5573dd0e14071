import socket

import target

try:
    socket.create_server(("127.0.0.1", 0)).close()
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
