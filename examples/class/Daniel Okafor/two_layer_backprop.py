import numpy as np


def two_layer_backprop(x, y, w1, b1, w2, b2):
    hidden = 1 / (1 + np.exp(-(x @ w1 + b1)))
    logits = hidden @ w2 + b2
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = np.mean(-np.sum(y * log_p, axis=1))

    d_logits = np.exp(log_p) - y
    d_hidden = d_logits @ w2.T * hidden * (1 - hidden)
    return loss, {
        "w1": x.T @ d_hidden,
        "b1": d_hidden.sum(0),
        "w2": hidden.T @ d_logits,
        "b2": d_logits.sum(0),
    }
