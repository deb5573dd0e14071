import numpy as np

sigmoid = lambda x: 1 / (1 + np.exp(-x))


def sigmoid_derivative(x):
    s = sigmoid(x)
    return s - s**2
