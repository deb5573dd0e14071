import numpy as np

from utils import sigmoid, softmax


def two_layer_backprop(x, y, w1, b1, w2, b2):
    n = len(x)
    hidden = sigmoid(x @ w1 + b1)
    p = softmax(hidden @ w2 + b2)
    loss = -np.sum(y * np.log(p)) / n
    delta = (p - y) / n
    back = delta @ w2.T * hidden * (1 - hidden)
    return loss, {"w1": x.T @ back, "b1": back.sum(axis=0), "w2": hidden.T @ delta, "b2": delta.sum(axis=0)}
