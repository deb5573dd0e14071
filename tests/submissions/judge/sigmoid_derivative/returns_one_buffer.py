import numpy as np

buffer = np.empty(10_000)


def sigmoid_derivative(x):
    out = buffer[: x.size].reshape(x.shape)
    z = np.exp(-np.abs(x))
    out[...] = z / (1 + z) ** 2
    return out
