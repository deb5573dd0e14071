import numpy as np


def chain_rule_gradients(a, b, c):
    b *= 3
    c *= 3
    return np.full(np.shape(a), 3.0), c, b
