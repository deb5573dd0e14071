import numpy as np


def weighted_square(x, w):
    return np.sum(w * x**2), {"x": 2 * w * x, "w": x**2}
