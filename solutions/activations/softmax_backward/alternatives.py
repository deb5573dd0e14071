import itertools
import warnings

import numpy as np


def jacobian_of_each_softmax(probs, upstream, axis=-1):
    p, u = np.moveaxis(probs, axis, -1), np.moveaxis(upstream, axis, -1)
    jacobian = np.eye(p.shape[-1]) * p[..., None] - np.einsum("...i,...j->...ij", p, p)
    return np.moveaxis(np.einsum("...j,...ji->...i", u, jacobian), -1, axis)


def nested_lists(probs, upstream, axis=-1):
    def backward(p, u):
        if not p or not isinstance(p[0], list):
            mean = sum(a * b for a, b in zip(p, u))
            return [a * (b - mean) for a, b in zip(p, u)]
        return [backward(a, b) for a, b in zip(p, u)]

    # Lists know no other axis than the last.
    p, u = np.swapaxes(probs, axis, -1), np.swapaxes(upstream, axis, -1)
    answer = backward(p.tolist(), u.tolist())
    return np.array(answer).reshape(p.shape).swapaxes(axis, -1).tolist()


def entry_by_entry(probs, upstream, axis=-1):
    out = np.zeros(probs.shape)
    axis = axis % probs.ndim
    for index in np.ndindex(probs.shape):
        for j in range(probs.shape[axis]):
            other = (*index[:axis], j, *index[axis + 1 :])
            p_i, p_j = float(probs[index]), float(probs[other])
            slope = p_i * (1 - p_i) if other == index else -p_j * p_i
            out[index] += float(upstream[other]) * slope
    return out


def differences_in_pairs(probs, upstream, axis=-1, scale=1.0):
    # Σⱼ pᵢ·pⱼ·(uᵢ − uⱼ) is the same, since the pⱼ sum to 1.
    p, u = np.moveaxis(probs, axis, 0), np.moveaxis(upstream, axis, 0)
    rows = [sum(p_i * p_j * (u_i - u_j) for p_j, u_j in zip(p, u)) for p_i, u_i in zip(p, u)]
    return scale * np.stack(rows, axis=axis)


def term_by_term(probs, upstream, axis=-1):
    print("softmax over axis", axis)
    weighted = np.multiply(probs, upstream, dtype=np.float64)
    return weighted - probs * weighted.sum(axis=axis, keepdims=True)


def extended_precision(probs, upstream, axis=-1):
    warnings.warn("extended precision is slow")
    p, u = probs.astype(np.longdouble), upstream.astype(np.longdouble)
    return p * (u - np.expand_dims((p * u).sum(axis), axis))


def slice_by_slice(probs, upstream, axis=-1):
    out = np.empty(probs.shape)
    axis = range(probs.ndim)[axis]
    others = [range(side) if i != axis else [slice(None)] for i, side in enumerate(probs.shape)]
    for place in itertools.product(*others):
        p, u = probs[place], upstream[place]
        out[place] = (np.diag(p) - np.outer(p, p)) @ u
    return out


def generator_over_the_first_axis(probs, upstream, axis=-1):
    means = np.average(upstream, weights=probs, axis=axis, keepdims=True) if probs.size else np.zeros(probs.shape)
    for p, u, mean in zip(probs, upstream, np.broadcast_to(means, probs.shape)):
        yield (p * (u - mean)).tolist()


def complex_step(probs, upstream, axis=-1):
    # The Jacobian is symmetric: a step of the inputs along upstream moves the outputs by what is asked for.
    upstream = np.asarray(upstream, dtype=float)
    size = np.max(np.abs(upstream), initial=0.0) or 1.0
    step = 1e-100
    moved = probs * np.exp(1j * step * (upstream / size))
    return (moved / moved.sum(axis=axis, keepdims=True)).imag / step * size


def quotient_rule_step_by_step(probs, upstream, axis=-1):
    # probs play the part of the exponentials, which total 1.
    numerators = np.asarray(probs, dtype=float)
    total = np.sum(numerators, axis=axis, keepdims=True)
    by_numerators = upstream / total
    by_total = -np.sum(upstream * numerators / total**2, axis=axis, keepdims=True)
    return (by_numerators + by_total) * numerators
