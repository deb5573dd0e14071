import math
import warnings

import numpy as np


def _sigmoid(s):
    return 0.5 * (1 + np.tanh(s / 2))


def pure_python_loops(x, h, c, kernel, recurrent_kernel, bias):
    x, h, c, kernel, recurrent_kernel, bias = (v.tolist() for v in (x, h, c, kernel, recurrent_kernel, bias))
    units = len(recurrent_kernel)

    def sigma(s):
        return 1 / (1 + math.exp(-s)) if s > 0 else math.exp(s) / (1 + math.exp(s))

    all_h, all_c = [], []
    for features, hidden, cell in zip(x, h, c):
        new_h, new_c = [], []
        for unit in range(units):
            gates = []
            for gate in range(4):
                column = gate * units + unit
                s = bias[column]
                for value, row in zip([*features, *hidden], [*kernel, *recurrent_kernel]):
                    s += value * row[column]
                gates.append(s)
            new_c.append(sigma(gates[1]) * cell[unit] + sigma(gates[0]) * math.tanh(gates[2]))
            new_h.append(sigma(gates[3]) * math.tanh(new_c[-1]))
        all_h.append(new_h)
        all_c.append(new_c)
    return all_h, all_c


def one_product_for_everything(x, h, c, kernel, recurrent_kernel, bias):
    inputs = np.hstack([x, h, np.ones((len(x), 1))])
    weights = np.vstack([kernel, recurrent_kernel, bias])
    u = c.shape[1]
    s = inputs @ weights
    with np.errstate(over="ignore"):
        gates = 1 / (1 + np.exp(-s))
    c = gates[:, u : 2 * u] * c + gates[:, :u] * np.tanh(s[:, 2 * u : 3 * u])
    return [gates[:, 3 * u :] * np.tanh(c), c]


def einsum_with_an_axis_of_gates(x, h, c, kernel, recurrent_kernel, bias):
    n, u = c.shape
    d = kernel.shape[0]
    s = np.einsum("nd,dgu->gnu", x, kernel.reshape(d, 4, u))
    s = s + np.einsum("nv,vgu->gnu", h, recurrent_kernel.reshape(u, 4, u)) + bias.reshape(4, 1, u)
    i, f, o = _sigmoid(s[[0, 1, 3]])
    c = np.einsum("nu,nu->nu", f, c) + i * np.tanh(s[2])
    return np.array([o * np.tanh(c), c])


def extended_precision(x, h, c, kernel, recurrent_kernel, bias):
    warnings.warn("extended precision is slow")
    x, h, c, kernel, recurrent_kernel, bias = (
        v.astype(np.longdouble) for v in (x, h, c, kernel, recurrent_kernel, bias)
    )
    i, f, candidate, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
    c = c / (1 + np.exp(-f)) + np.tanh(candidate) / (1 + np.exp(-i))
    return np.tanh(c) / (1 + np.exp(-o)), c


def generator_of_states(x, h, c, kernel, recurrent_kernel, bias, forget_bias=0.0):
    # Transposed throughout: a column for each sample.
    s = kernel.T @ x.T + recurrent_kernel.T @ h.T + bias[:, None]
    i, f, candidate, o = s.reshape(4, -1, s.shape[1]) if s.size else np.zeros((4, c.shape[1], 0))
    c = _sigmoid(f + forget_bias) * c.T + _sigmoid(i) * np.tanh(candidate)
    yield (_sigmoid(o) * np.tanh(c)).T
    yield c.T


def sample_by_sample(x, h, c, kernel, recurrent_kernel, bias):
    print("batch of", len(x))
    answers = np.empty(c.shape), np.empty(c.shape)
    for row in range(len(x)):
        s = np.dot(x[row], kernel) + np.dot(h[row], recurrent_kernel) + bias
        i, f, candidate, o = np.array_split(s, 4)
        answers[1][row] = c[row] * _sigmoid(f) + np.tanh(candidate) * _sigmoid(i)
        answers[0][row] = np.tanh(answers[1][row]) * _sigmoid(o)
    return answers


def gate_by_gate(x, h, c, kernel, recurrent_kernel, bias):
    u = len(bias) // 4

    def gate(number, activation=_sigmoid):
        block = slice(number * u, (number + 1) * u)
        return activation(x @ kernel[:, block] + h @ recurrent_kernel[:, block] + bias[block])

    c = np.add(np.multiply(gate(1), c), np.multiply(gate(0), gate(2, np.tanh)))
    return np.multiply(gate(3), np.tanh(c)), c


def sigmoids_alone(x, h, c, kernel, recurrent_kernel, bias):
    def sigma(s):
        return np.exp(-np.logaddexp(0, -s))

    def tanh(s):
        return 2 * sigma(2 * s) - 1

    u = c.shape[-1]
    s = np.matmul(x, kernel) + (np.matmul(h, recurrent_kernel) + bias)
    c = c + sigma(s[:, :u]) * tanh(s[:, 2 * u : -u]) - sigma(-s[:, u : 2 * u]) * c
    return sigma(s[:, -u:]) * tanh(c), c
