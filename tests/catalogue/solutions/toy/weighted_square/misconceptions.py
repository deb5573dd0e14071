import numpy as np


def forgets_the_two(x, w):
    """The derivative of x² is 2x: the 2 is missing."""
    return np.sum(w * x**2), {"x": w * x, "w": x**2}


def averages(x, w):
    """The loss is a sum, and you take a mean."""
    return np.mean(w * x**2), {"x": 2 * w * x / x.size, "w": x**2 / x.size}
