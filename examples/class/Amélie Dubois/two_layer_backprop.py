import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def two_layer_backprop(x, y, w1, b1, w2, b2):
    n = x.shape[0]
    # forward
    h = sigmoid(x @ w1 + b1)
    z = h @ w2 + b2
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -(y * log_p).sum() / n
    # backward
    dz = (np.exp(log_p) - y) / n
    dh = (dz @ w2.T) * h * (1 - h)
    grads = {
        "w2": h.T @ dz,
        "b2": dz.sum(axis=0),
        "w1": x.T @ dh,
        "b1": dh.sum(axis=0),
    }
    return loss, grads
