import warnings

import numpy as np


def _by_entry(values, change):
    if isinstance(values, list):
        return [_by_entry(value, change) for value in values]
    return change(values)


def nested_lists(a, b, c):
    a, b, c = (np.asarray(value).tolist() for value in (a, b, c))
    return [_by_entry(a, lambda _: 3), _by_entry(c, lambda value: 3 * value), _by_entry(b, lambda value: 3 * value)]


def generator(a, b, c):
    yield 3 * np.ones_like(a)
    yield 3 * np.asarray(c)
    yield 3 * np.asarray(b)


def loop_over_entries(a, b, c, upstream=1.0):
    shape = np.shape(a)
    gradients = [np.empty(shape), np.empty(shape), np.empty(shape)]
    for index in np.ndindex(shape):
        du = 3.0 * upstream
        gradients[0][index] = du
        gradients[1][index] = du * np.asarray(c)[index]
        gradients[2][index] = du * np.asarray(b)[index]
    return gradients


def complex_step(a, b, c):
    # J is analytic, so an imaginary step has no rounding error to speak of.
    h = 1e-100
    a, b, c = (np.asarray(value, dtype=complex) for value in (a, b, c))

    def j(a, b, c):
        return 3 * (a + b * c)

    return j(a + 1j * h, b, c).imag / h, j(a, b + 1j * h, c).imag / h, j(a, b, c + 1j * h).imag / h


def jacobian_products(a, b, c):
    print("shape", np.shape(a))
    a, b, c = (np.asarray(value, dtype=float) for value in (a, b, c))
    upstream = np.full(a.size, 3.0)
    return tuple(
        np.einsum("i,ij->j", upstream, np.diag(local.ravel())).reshape(a.shape) for local in (np.ones(a.shape), c, b)
    )


def extended_precision(a, b, c):
    warnings.warn("extended precision is slow")
    dj_du = np.full(np.shape(a), 3, dtype=np.longdouble)
    return dj_du, dj_du * np.asarray(c), dj_du * np.asarray(b)


class _Node:
    """A number of a computation graph that knows how to send its gradient back."""

    def __init__(self, value, parents=()):
        self.value, self.parents, self.gradient = value, parents, np.zeros(np.shape(value))

    def __add__(self, other):
        return _Node(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return _Node(self.value * other.value, [(self, other.value), (other, self.value)])

    def backward(self, upstream):
        self.gradient = self.gradient + upstream
        for parent, local in self.parents:
            parent.backward(upstream * local)


def reverse_mode_tape(a, b, c):
    a, b, c = (_Node(np.asarray(value, dtype=np.float64)) for value in (a, b, c))
    j = (a + b * c) * _Node(np.full(a.value.shape, 3.0))
    j.backward(np.ones(a.value.shape))
    return a.gradient, b.gradient, c.gradient
