import warnings

import numpy as np


def rows_of_the_identity(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    steps = h * np.eye(x.size)
    slopes = [(f(x + s.reshape(x.shape)) - f(x - s.reshape(x.shape))) / (2 * h) for s in steps]
    return np.reshape(slopes, x.shape)


def in_place_and_put_back(f, x, h=1e-5):
    x = np.array(x, np.float64)
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index", "zerosize_ok"])
    while not it.finished:
        i = it.multi_index
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        grad[i] = (up - down) / (2 * h)
        it.iternext()
    return grad


def flat_lists(f, x, h=1e-5):
    shape = np.shape(x)
    entries = [float(value) for value in np.asarray(x).ravel()]

    def at(i, value):
        return float(f(np.array(entries[:i] + [value] + entries[i + 1 :]).reshape(shape)))

    slopes = [(at(i, value + h) - at(i, value - h)) / h / 2 for i, value in enumerate(entries)]
    return np.array(slopes).reshape(shape).tolist()


def five_points(f, x, h=1e-5, verbose=True):
    x = np.asarray(x).astype(np.float64)
    grad = np.empty(x.shape)
    for i in np.ndindex(*x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        grad[i] = (f(x - 2 * e) - 8 * f(x - e) + 8 * f(x + e) - f(x + 2 * e)) / (12 * h)
        if verbose:
            print(i, grad[i])
    return grad


def richardson_with_half_the_step(f, x, h=1e-5):
    warnings.warn("twice as many calls")
    x = np.require(x, np.float64)

    def central(i, step):
        up, down = x.copy(), x.copy()
        up[i] += step
        down[i] -= step
        return (f(up) - f(down)) / (up[i] - down[i])

    grad = np.zeros(x.shape, order="F")
    for i in np.ndindex(x.shape):
        grad[i] = (4 * central(i, h / 2) - central(i, h)) / 3
    return grad


def mean_of_both_one_sided_differences(f, x, h=1e-5):
    x = np.array(x, dtype=np.longdouble)
    here = np.longdouble(f(x.astype(np.float64)))
    grad = np.zeros(x.shape, np.longdouble)
    for place in range(x.size):
        slopes = []
        for step in (h, -h):
            there = x.copy().reshape(-1)
            there[place] += step
            slopes.append((f(there.reshape(x.shape).astype(np.float64)) - here) / step)
        grad.reshape(-1)[place] = sum(slopes) / 2
    return grad


def one_axis_after_the_other(f, x, h=1e-5):
    x = np.asarray(x, dtype=np.double)

    def slopes(index):
        if len(index) < x.ndim:
            return [slopes((*index, i)) for i in range(x.shape[len(index)])]
        step = np.zeros(x.shape)
        step[index] = h
        return 0.5 * (f(np.add(x, step)) - f(np.subtract(x, step))) / h

    return np.array(slopes(()), float).reshape(x.shape)
