import numpy as np


def sigmoid_derivative(x):
    return np.full(np.shape(x), np.nan)
