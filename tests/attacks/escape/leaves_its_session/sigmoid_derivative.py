import os

import target

try:
    os.setsid()
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
