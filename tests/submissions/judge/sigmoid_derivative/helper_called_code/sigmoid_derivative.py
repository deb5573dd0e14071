import statistics

import numpy as np
from code import half


def sigmoid_derivative(x):
    import code

    np.random.default_rng(0).normal()
    assert statistics.mean([1, 3]) == 2
    assert code.half is half
    return half(np.exp(-np.abs(x)))
