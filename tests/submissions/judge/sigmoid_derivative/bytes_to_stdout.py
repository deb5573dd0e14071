import sys

import numpy as np


def sigmoid_derivative(x):
    sys.stdout.buffer.write(b"called\n")
    sys.stdout.buffer.flush()
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
