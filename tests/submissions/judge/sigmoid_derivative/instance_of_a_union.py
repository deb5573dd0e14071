import cupy
import numpy as np


def sigmoid_derivative(x):
    if isinstance(x, cupy.ndarray):
        x = x.get()
    assert isinstance(x, np.ndarray | cupy.ndarray)
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
