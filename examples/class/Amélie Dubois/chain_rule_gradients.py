import numpy as np


def chain_rule_gradients(a, b, c):
    a, b, c = (np.asarray(z, dtype=float) for z in (a, b, c))
    # J = 3u, u = a + v, v = b*c
    dj_du = 3.0
    dj_da = dj_du * np.ones_like(a)
    dj_dv = dj_du * 1.0
    return dj_da, dj_dv * c, dj_dv * b
