from math import sqrt

import numpy as np


def adam_step(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    新参数, 新m, 新v = [], [], []
    for p, g, mi, vi in zip(*(np.ravel(q).tolist() for q in (param, grad, m, v))):
        mi = beta1 * mi + (1 - beta1) * g
        vi = beta2 * vi + (1 - beta2) * g * g
        p = p - lr * (mi / (1 - beta1**t)) / (sqrt(vi / (1 - beta2**t)) + eps)
        新参数.append(p)
        新m.append(mi)
        新v.append(vi)
    return [np.array(列).reshape(np.shape(param)) for 列 in (新参数, 新m, 新v)]
