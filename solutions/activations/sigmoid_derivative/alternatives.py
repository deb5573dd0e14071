import math
import warnings

import numpy as np


def textbook(x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)


def half_angle_cosh(x):
    return 0.25 / np.cosh(x / 2) ** 2


def half_angle_tanh(x, scale=0.25):
    t = np.tanh(0.5 * np.asarray(x))
    return scale * (1 - t) * (1 + t)


def nested_lists(x):
    def derivative(value):
        if isinstance(value, list):
            return [derivative(item) for item in value]
        decay = math.exp(-abs(value))
        return decay / (1 + decay) ** 2

    return derivative(x.tolist())


def loop_over_every_index(x):
    out = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        value = float(x[index])
        s = 1 / (1 + math.exp(-value)) if value > -700 else 0.0
        out[index] = s - s**2
    return out


def masks_by_sign(x):
    s = np.empty(x.shape)
    positive = x >= 0
    s[positive] = 1 / (1 + np.exp(-x[positive]))
    grown = np.exp(x[~positive])
    s[~positive] = grown / (1 + grown)
    return s * (1 - s)


def clipped_first(x):
    """Beyond 500 the derivative is 0 for every purpose."""
    x = np.clip(x.astype(float), -500, 500)
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


def through_logarithms(x):
    print("logaddexp is stable")
    return np.exp(-np.logaddexp(0, x) - np.logaddexp(0, -x))


def extended_precision(x):
    warnings.warn("more digits than needed", stacklevel=1)
    decay = np.exp(-np.abs(x.astype(np.longdouble)))
    return decay / (1 + decay) / (1 + decay)


def vectorized_scalar(x):
    def sigma(value):
        return 1 / (1 + math.exp(-value)) if value >= 0 else 1 - sigma(-value)

    return np.vectorize(lambda value: sigma(value) * sigma(-value), otypes=[float])(x)
