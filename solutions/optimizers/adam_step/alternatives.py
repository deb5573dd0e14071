import math
import warnings

import numpy as np


def entry_by_entry(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    shape = np.shape(param)
    answers = [np.zeros(shape), np.zeros(shape), np.zeros(shape)]
    for i in np.ndindex(shape):
        g = float(np.asarray(grad)[i])
        first = beta1 * float(np.asarray(m)[i]) + (1 - beta1) * g
        second = beta2 * float(np.asarray(v)[i]) + (1 - beta2) * g * g
        step = lr * (first / (1 - beta1**t)) / (math.sqrt(second / (1 - beta2**t)) + eps)
        for answer, value in zip(answers, (float(np.asarray(param)[i]) - step, first, second)):
            answer[i] = value
    return [answer.tolist() for answer in answers]


def one_effective_rate(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
    # The paper's faster form, with its ε̂.
    grad = np.asarray(grad, dtype=float) + weight_decay * np.asarray(param)
    m = np.asarray(m) * beta1 + grad * (1 - beta1)
    v = np.asarray(v) * beta2 + grad * grad * (1 - beta2)
    root = np.sqrt(1 - beta2**t)
    return param - lr * root / (1 - beta1**t) * m / (np.sqrt(v) + eps * root), m, v


def moves_towards_the_gradient(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m + (1 - beta1) * (np.asarray(grad) - m)
    v = v + (1 - beta2) * (np.square(np.asarray(grad, dtype=float)) - v)
    m_hat, v_hat = m / (1 - pow(beta1, t)), v / (1 - pow(beta2, t))
    yield param - lr * m_hat / (v_hat**0.5 + eps)
    yield m
    yield v


def extended_precision(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    warnings.warn("extended precision is slow")
    param, grad, m, v = (np.asarray(value, dtype=np.longdouble) for value in (param, grad, m, v))
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def vectorized_scalar_rule(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    print("step", t)

    def rule(p, g, m, v):
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        return p - lr * m / (1 - beta1**t) / (math.sqrt(v / (1 - beta2**t)) + eps), m, v

    return np.vectorize(rule, otypes=[float, float, float])(
        *(np.asarray(value, dtype=float) for value in (param, grad, m, v))
    )


def bias_from_a_geometric_sum(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    def weight_seen(beta):
        return 1 - math.exp(t * math.log(beta)) if beta else 1

    m = np.add(np.multiply(m, beta1), np.multiply(grad, 1 - beta1))
    v = np.add(np.multiply(v, beta2), np.multiply(np.abs(grad) ** 2.0, 1 - beta2))
    direction = np.divide(m / weight_seen(beta1), eps + np.sqrt(v / weight_seen(beta2)))
    return np.subtract(param, np.multiply(lr, direction)), m, v


def starts_the_moments_itself(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    if t == 1:
        m, v = np.zeros(np.shape(param)), np.zeros(np.shape(param))
    grad = np.asarray(grad, dtype=float)
    m, v = beta1 * np.asarray(m) + (1 - beta1) * grad, beta2 * np.asarray(v) + (1 - beta2) * grad**2
    return param - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v
