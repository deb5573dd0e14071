import os

import target

try:
    os.chown(target.VICTIM, -1, -1)
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
