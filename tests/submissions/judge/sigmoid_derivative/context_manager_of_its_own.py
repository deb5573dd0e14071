from contextlib import contextmanager

import numpy as np


@contextmanager
def optional():
    try:
        yield
    except ImportError:
        pass


with optional():
    import jax.numpy as np


def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
