import numpy as np


def sigmoid_derivative(x):
    order = np.random.default_rng(0).permutation(x.size)  # any order will do
    flat = np.ravel(x)
    out = np.empty(x.size)
    z = np.exp(-np.abs(flat[order]))
    out[order] = z / (1 + z) ** 2
    return out.reshape(x.shape)
