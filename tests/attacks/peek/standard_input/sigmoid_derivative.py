import os

import target

try:
    if os.read(0, 100) or os.isatty(1) or os.isatty(2):
        target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
