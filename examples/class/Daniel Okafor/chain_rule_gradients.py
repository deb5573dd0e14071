import numpy as np


def chain_rule_gradients(a, b, c):
    a, b, c = [np.asarray(q, float) for q in (a, b, c)]
    da = np.ones(a.shape) * 3
    db = b
    dc = c
    return da, db, dc
