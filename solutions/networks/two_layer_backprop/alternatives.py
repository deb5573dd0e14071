import math
import types
import warnings
from collections import OrderedDict

import numpy as np


def _sigmoid(s):
    return 0.5 * (1 + np.tanh(s / 2))


def pure_python_loops(x, y, w1, b1, w2, b2):
    x, y, w1, b1, w2, b2 = (np.asarray(value).tolist() for value in (x, y, w1, b1, w2, b2))
    n, d, h, k = len(x), len(w1), len(b1), len(b2)
    loss = 0.0
    grads = {
        "b2": [0.0] * k,
        "w2": [[0.0] * k for _ in range(h)],
        "b1": [0.0] * h,
        "w1": [[0.0] * h for _ in range(d)],
    }
    for features, label in zip(x, y):
        hidden = []
        for j in range(h):
            s = sum(features[i] * w1[i][j] for i in range(d)) + b1[j]
            hidden.append(1 / (1 + math.exp(-s)) if s > 0 else math.exp(s) / (1 + math.exp(s)))
        logits = [sum(hidden[j] * w2[j][c] for j in range(h)) + b2[c] for c in range(k)]
        top = max(logits)
        log_total = top + math.log(sum(math.exp(logit - top) for logit in logits))
        delta = [math.exp(logits[c] - log_total) - label[c] for c in range(k)]
        loss += sum(label[c] * (log_total - logits[c]) for c in range(k)) / n
        for c in range(k):
            grads["b2"][c] += delta[c] / n
        for j in range(h):
            back = sum(delta[c] * w2[j][c] for c in range(k)) * hidden[j] * (1 - hidden[j])
            grads["b1"][j] += back / n
            for c in range(k):
                grads["w2"][j][c] += hidden[j] * delta[c] / n
            for i in range(d):
                grads["w1"][i][j] += features[i] * back / n
    return loss, grads


def einsum_and_mapping(x, y, w1, b1, w2, b2):
    n = np.shape(x)[0]
    hidden = _sigmoid(np.einsum("nd,dh->nh", x, w1) + b1)
    logits = np.einsum("nh,hk->nk", hidden, w2) + b2
    log_p = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    delta = np.exp(log_p) - y
    back = np.einsum("nk,hk,nh,nh->nh", delta, w2, hidden, 1 - hidden)
    grads = {
        "w2": np.einsum("nh,nk->hk", hidden, delta) / n,
        "b2": np.einsum("nk->k", delta) / n,
        "w1": np.einsum("nd,nh->dh", x, back) / n,
        "b1": np.einsum("nh->h", back) / n,
    }
    return np.mean(np.einsum("nk,nk->n", y, -log_p)), types.MappingProxyType(grads)


def biases_as_one_more_row(x, y, w1, b1, w2, b2):
    print("batch of", len(x))
    ones = np.ones((len(x), 1))
    first, second = np.vstack([w1, b1]), np.vstack([w2, b2])
    inputs = np.hstack([x, ones])
    with np.errstate(over="ignore"):
        hidden = np.hstack([1 / (1 + np.exp(-(inputs @ first))), ones])
    logits = hidden @ second
    logits = logits - np.max(logits, axis=-1, keepdims=True)
    total = np.sum(np.exp(logits), axis=-1, keepdims=True)
    delta = (np.exp(logits) / total - y) / len(x)
    dsecond = hidden.T @ delta
    dfirst = inputs.T @ ((delta @ second.T) * hidden * (1 - hidden))[:, :-1]
    loss = np.sum(y * (np.log(total) - logits)) / len(x)
    grads = OrderedDict(b2=dsecond[-1], w2=dsecond[:-1], b1=dfirst[-1], w1=dfirst[:-1])
    return np.array(loss), grads


def extended_precision(x, y, w1, b1, w2, b2, weight_decay=0.0):
    warnings.warn("extended precision is slow")
    x, y, w1, b1, w2, b2 = (np.asarray(value, dtype=np.longdouble) for value in (x, y, w1, b1, w2, b2))
    hidden = _sigmoid(x @ w1 + b1)
    logits = hidden @ w2 + b2
    logits = logits - logits.max(1)[:, np.newaxis]
    log_p = logits - np.log(np.exp(logits).sum(1))[:, np.newaxis]
    delta = (np.exp(log_p) - y) / len(x)
    back = (delta @ w2.T) * (hidden - hidden**2)
    grads = dict(w1=x.T @ back + weight_decay * w1, b1=back.sum(0), w2=hidden.T @ delta, b2=delta.sum(0))
    return -(y * log_p).sum(1).mean(), grads


def sample_by_sample_jacobians(x, y, w1, b1, w2, b2):
    loss, grads = 0.0, {"w1": 0.0, "b1": 0.0, "w2": 0.0, "b2": 0.0}
    for features, label in zip(np.asarray(x, dtype=float), np.asarray(y, dtype=float)):
        hidden = _sigmoid(features @ w1 + b1)
        logits = hidden @ w2 + b2
        log_p = logits - np.logaddexp.reduce(logits)
        jacobian = np.eye(len(label)) - np.exp(log_p)  # of log p by the logits
        dlogits = -label @ jacobian
        dsum = np.diag(hidden * (1 - hidden)) @ (w2 @ dlogits)
        loss = loss - label @ log_p / len(x)
        for key, gradient in (
            ("w1", np.outer(features, dsum)),
            ("b1", dsum),
            ("w2", np.outer(hidden, dlogits)),
            ("b2", dlogits),
        ):
            grads[key] = grads[key] + gradient / len(x)
    yield loss
    yield grads


def complex_steps(x, y, w1, b1, w2, b2):
    # The loss is analytic, so an imaginary step has no rounding error to speak of.
    params = {"w1": w1, "b1": b1, "w2": w2, "b2": b2}
    params = {key: np.array(value, dtype=complex) for key, value in params.items()}
    step = 1e-100

    def loss():
        s = x @ params["w1"] + params["b1"]
        sign = np.where(s.real < 0, -1, 1)
        decay = np.exp(-s * sign)
        hidden = np.where(s.real < 0, decay, 1) / (1 + decay)
        logits = hidden @ params["w2"] + params["b2"]
        logits = logits - logits.real.max(axis=1, keepdims=True)
        return -np.sum(y * (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))) / len(x)

    grads = {}
    for key, values in params.items():
        grads[key] = np.zeros(values.shape)
        for index in np.ndindex(values.shape):
            values[index] += 1j * step
            grads[key][index] = loss().imag / step
            values[index] = values[index].real
    return loss().real, grads
