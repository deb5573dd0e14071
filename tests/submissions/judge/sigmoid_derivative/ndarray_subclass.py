import numpy as np


class Gradient(np.ndarray):
    def __repr__(self):
        return "<gradient>"


def sigmoid_derivative(x):
    z = np.exp(-np.abs(x))
    return np.asarray(z / (1 + z) ** 2).view(Gradient)
