import numpy as np


def nested_lists(x, a=1.0):
    if not a:
        raise ValueError
    return np.vectorize(lambda value: a * value + 1, otypes=[float])(x).tolist() if x.size else np.zeros(x.shape)
