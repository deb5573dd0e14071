import statistics

import numpy as np
from types import half


def sigmoid_derivative(x):
    import types

    np.random.default_rng(0).normal()
    assert statistics.mean([1, 3]) == 2
    assert types.half is half
    return half(np.exp(-np.abs(x)))
