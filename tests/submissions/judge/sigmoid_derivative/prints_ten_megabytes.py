import sys

import numpy as np

print("x" * 10_000_000)


def sigmoid_derivative(x):
    print("x" * 100_000)
    sys.stderr.write("y" * 100_000)
    z = np.exp(-np.abs(x))
    return z / (1 + z) ** 2
