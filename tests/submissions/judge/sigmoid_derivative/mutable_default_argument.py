import numpy as np


def sigmoid_derivative(x, out={}):
    if x.shape not in out:
        out[x.shape] = np.empty(x.shape)
    z = np.exp(-np.abs(x))
    np.divide(z, (1 + z) ** 2, out=out[x.shape])
    return out[x.shape]
