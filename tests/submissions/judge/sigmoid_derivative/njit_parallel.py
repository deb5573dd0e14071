import numba
import numpy as np


@numba.njit(parallel=True)
def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    out = np.empty(t.shape)
    for i in numba.prange(t.size):
        out.flat[i] = t.flat[i] / (1.0 + t.flat[i]) ** 2
    return out
