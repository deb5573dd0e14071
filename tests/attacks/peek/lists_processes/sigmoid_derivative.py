import os

import target

try:
    if os.listdir("/proc"):
        target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
