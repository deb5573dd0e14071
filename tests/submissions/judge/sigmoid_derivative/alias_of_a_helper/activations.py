import numpy as np


def d_sigmoid(x):
    z = np.exp(-np.abs(x))
    return z / (1 + z) ** 2
