import socket

import target

try:
    socket.create_connection(("127.0.0.1", target.PORT)).close()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
