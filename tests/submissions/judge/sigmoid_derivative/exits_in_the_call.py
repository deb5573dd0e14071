import sys

import numpy as np


def sigmoid_derivative(x):
    z = np.exp(-np.abs(x))
    print(z / (1 + z) ** 2)
    sys.exit()
