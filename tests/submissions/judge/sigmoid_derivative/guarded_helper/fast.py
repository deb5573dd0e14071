import cupy as cp


def sigmoid_derivative(x):
    s = 1 / (1 + cp.exp(-x))
    return s * (1 - s)
