import numpy as np


def sigmoid_derivative(x):
    x = np.array(x, dtype=float)
    # quotient rule: d/dx 1/(1+e^-x) = e^-x / (1+e^-x)^2
    return np.exp(-x) / (1 + np.exp(-x)) ** 2
