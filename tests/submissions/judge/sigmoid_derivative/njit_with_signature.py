from numba import float64, njit
import numpy as np


@njit(float64[:](float64[:]), cache=True, fastmath=False)
def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
