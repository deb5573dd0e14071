import os

import target

try:
    os.unlink(target.VICTIM)
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
