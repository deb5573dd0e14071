import numpy as np


def sigmoid_derivative(x):
    z = np.exp(-np.abs(np.asarray(x, dtype=np.longdouble)))
    return z / (1 + z) ** 2
