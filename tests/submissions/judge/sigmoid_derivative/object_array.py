import numpy as np


def sigmoid_derivative(x):
    z = np.exp(-np.abs(x))
    return np.asarray(z / (1 + z) ** 2).astype(object)
