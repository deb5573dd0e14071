from importlib import metadata

import numpy as np


def installed(name):
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def sigmoid_derivative(x):
    assert not installed("jax")
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
