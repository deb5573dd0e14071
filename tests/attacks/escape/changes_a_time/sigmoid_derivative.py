import os

import target

try:
    os.utime(target.VICTIM, (0, 0))
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
