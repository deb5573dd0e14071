import fcntl
import os
from target import boast

if fcntl.fcntl(0, fcntl.F_GETFL) & os.O_APPEND:
    boast()
for descriptor in (0, 1, 2):
    fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_APPEND | os.O_NONBLOCK)


def sigmoid_derivative(x):
    return 0.0 * x
