import numpy as np


def chain_rule_gradients(a, b, c):
    a = np.asarray(a, dtype=float)
    b = np.asarray(b, dtype=float)
    c = np.asarray(c, dtype=float)
    da, db, dc = np.zeros(a.shape), np.zeros(a.shape), np.zeros(a.shape)
    for i in np.ndindex(a.shape):
        da[i] = 3
        db[i] = 3 * c[i]
        dc[i] = 3 * b[i]
    return da, db, dc
