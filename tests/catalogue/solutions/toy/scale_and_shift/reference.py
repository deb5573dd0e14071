import numpy as np


def scale_and_shift(x, a=1.0):
    if a == 0:
        raise ValueError("a is 0")
    return a * np.asarray(x) + 1.0
