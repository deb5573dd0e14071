import numpy as np


def sigmoid_derivative(x):
    x = np.clip(np.asarray(x, dtype=np.float64), -20.0, 20.0)  # avoid overflow
    s = 1.0 / (1.0 + np.exp(-x))
    return s * (1.0 - s)
