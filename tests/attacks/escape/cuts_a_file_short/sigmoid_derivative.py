import os

import target

try:
    os.close(os.open(target.VICTIM, os.O_RDONLY | os.O_TRUNC))
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
