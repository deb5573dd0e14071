from numba import float64, vectorize
import numpy as np


@vectorize([float64(float64)], target="parallel")
def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
