import statistics

import numpy as np
from queue import half


def sigmoid_derivative(x):
    import queue

    np.random.default_rng(0).normal()
    assert statistics.mean([1, 3]) == 2
    assert queue.half is half
    return half(np.exp(-np.abs(x)))
