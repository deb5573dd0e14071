import cython
import numpy as np


@cython.boundscheck(False)
@cython.wraparound(False)
def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
