from jaxtyping import Float
import numpy as np


def sigmoid_derivative(x):
    assert isinstance(x, Float[np.ndarray, "n"])
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
