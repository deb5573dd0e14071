import numpy as np


def chain_rule_gradients(a, b, c):
    dJ_du = np.full(np.shape(a), 3.0)
    return dJ_du, dJ_du * c, dJ_du * b
