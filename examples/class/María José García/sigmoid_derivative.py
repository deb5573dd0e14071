import numpy as np


def sigmoid(x):
    positive = x >= 0
    result = np.empty(x.shape)
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    result[~positive] = e / (1 + e)
    return result


def sigmoid_derivative(x):
    x = np.asarray(x, dtype=np.float64)
    return sigmoid(x) * (1 - sigmoid(x))
