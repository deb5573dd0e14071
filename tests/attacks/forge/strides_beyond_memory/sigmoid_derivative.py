import numpy as np


def sigmoid_derivative(x):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (2, *x.shape), (1 << 40,) * (1 + x.ndim))
