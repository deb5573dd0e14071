import numba as nb
import numpy as np


@nb.guvectorize(["void(f8[:], f8[:])"], "(n)->(n)")
def sigmoid_derivative(x, out):
    t = np.exp(-np.abs(x))
    out[:] = t / (1.0 + t) ** 2
