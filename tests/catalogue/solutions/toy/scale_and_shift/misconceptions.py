import numpy as np


def forgets_the_shift(x, a=1.0):
    """You scale, and forget to add 1."""
    if a == 0:
        raise ValueError
    return a * np.asarray(x)


def shifts_first(x, a=1.0):
    """You add 1 before you scale."""
    if a == 0:
        raise ValueError
    return a * (np.asarray(x) + 1.0)
