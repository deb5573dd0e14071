import os

import target

try:
    os.kill(target.DUMMY, 9)
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
