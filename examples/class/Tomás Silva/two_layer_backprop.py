import numpy as np


def two_layer_backprop(x, y, w1, b1, w2, b2):
    m = x.shape[0]
    a1 = 1 / (1 + np.exp(-(x @ w1 + b1)))
    z2 = a1 @ w2 + b2
    z2 = z2 - np.max(z2, axis=1, keepdims=True)
    log_a2 = z2 - np.log(np.sum(np.exp(z2), axis=1, keepdims=True))
    cost = -1 / m * np.sum(y * log_a2)
    dz2 = 1 / m * (np.exp(log_a2) - y)
    dz1 = np.dot(dz2, w2.T) * a1 * (1 - a1)
    grads = {"dw1": np.dot(x.T, dz1), "db1": np.sum(dz1, axis=0), "dw2": np.dot(a1.T, dz2), "db2": np.sum(dz2, axis=0)}
    return cost, grads
