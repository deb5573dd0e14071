from slopes import slope_of
import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


sigmoid_derivative = slope_of(sigmoid)
