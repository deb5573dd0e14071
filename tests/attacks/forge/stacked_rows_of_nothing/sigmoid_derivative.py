import numpy as np


def sigmoid_derivative(x):
    return [np.zeros((2**59, 0))] * 64
