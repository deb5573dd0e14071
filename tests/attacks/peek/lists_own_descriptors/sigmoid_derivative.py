import os

import target

try:
    if os.listdir("/proc/self/fd"):
        target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
