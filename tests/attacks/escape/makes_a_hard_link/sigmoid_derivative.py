import os

import target

try:
    os.link(target.VICTIM, target.DROP)
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
