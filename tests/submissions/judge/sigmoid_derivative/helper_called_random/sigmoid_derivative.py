import statistics

import numpy as np
from random import half


def sigmoid_derivative(x):
    import random

    np.random.default_rng(0).normal()
    assert statistics.mean([1, 3]) == 2
    assert random.half is half
    return half(np.exp(-np.abs(x)))
