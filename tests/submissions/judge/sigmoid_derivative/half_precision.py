import numpy as np


def sigmoid_derivative(x):
    z = np.exp(-np.abs(x.astype(np.float64)))
    return (z / (1 + z) ** 2).astype(np.float16)
