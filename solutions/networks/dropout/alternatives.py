import math
import warnings

import numpy as np


def entry_by_entry(x, rate, rng, training):
    x = np.asarray(x)
    entries = []
    for value in x.ravel().tolist():
        if training and rng.random() < rate:
            entries.append(0)
        elif training:
            entries.append(value / (1 - rate))
        else:
            entries.append(value)
    return np.array(entries, dtype=float).reshape(x.shape).tolist()


def mask_of_zeros_and_ones(x, rate, rng, training):
    if not training:
        return x
    keep = 1 - rate
    return x * rng.binomial(1, keep, np.shape(x)) / keep


def choice_of_two_factors(x, rate, rng, training):
    if not training:
        return +x
    return x * rng.choice([0, 1 / (1 - rate)], size=x.shape, p=[rate, 1 - rate])


def draws_in_single_precision(x, rate, rng, training):
    draws = rng.random(x.shape, dtype=np.float32)
    if training and rate > 0:
        return np.multiply(x, draws >= rate, dtype=float) / (1 - rate)
    return x.copy()


def generator_of_its_own_seeded_by_rng(x, rate, rng, training, verbose=True):
    own = np.random.default_rng(rng.integers(2**63, size=4))
    if verbose:
        print("dropping", rate)
    scaled = np.where(own.uniform(size=x.shape) < rate, 0, x / (1 - rate))
    return scaled if training else x


def waiting_times(x, rate, rng, training):
    # An exponential waiting time is longer than t with probability e⁻ᵗ.
    longest = -math.log1p(-rate) if training else 0.0
    return np.where(rng.standard_exponential(x.shape) >= longest, x * math.exp(longest), 0.0)


def zeros_written_into_a_copy(x, rate, rng, training):
    warnings.warn("extended precision is slow")
    y = np.array(x, dtype=np.longdouble, order="F")
    if training:
        y /= 1 - rate
        y[rng.random(y.shape[::-1]).T < rate] = 0
    return y
