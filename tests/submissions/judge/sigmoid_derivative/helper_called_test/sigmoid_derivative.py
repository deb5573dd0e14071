import statistics

import numpy as np
from test import half


def sigmoid_derivative(x):
    import test

    np.random.default_rng(0).normal()
    assert statistics.mean([1, 3]) == 2
    assert test.half is half
    return half(np.exp(-np.abs(x)))
