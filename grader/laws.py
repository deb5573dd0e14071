"""What a `properties.py` may import beside NumPy: the verdict on a random function, and bounds on chance.

Every bound holds for any number of samples and is never too small, so that a stated level is kept: a right function
fails with at most that probability, over the choice of the corpus's seeds.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.sandbox.wire import Rng

__all__ = ["LEVEL", "Chance", "Rng", "binomial_chance", "mean_chance", "uniform_chance"]

LEVEL = 1e-9  # a law fails below this; a class of exercises with hundreds of such laws stays below 1e-6


@dataclass(frozen=True)
class Chance:
    """What a law on a random function returns: the probability `p` that a right function looks at least this odd.

    `said` tells the student what was seen and what was expected.
    """

    p: float
    said: str = ""


def binomial_chance(successes: int, trials: int, probability: float) -> float:
    """Return a bound on the chance that so many of `trials` independent events happen, or a count further away.

    Chernoff's bound in its relative-entropy form (Hoeffding 1963, theorem 1), for both sides.
    """
    if not trials:
        return 1.0
    share = successes / trials
    if (probability in (0.0, 1.0)) and share != probability:
        return 0.0
    return min(1.0, 2 * math.exp(-trials * _divergence(share, probability)))


def _divergence(a: float, b: float) -> float:
    first = a * math.log(a / b) if a else 0.0
    second = (1 - a) * math.log((1 - a) / (1 - b)) if a < 1 else 0.0
    return first + second


def mean_chance(values: npt.NDArray[Any], mean: float, low: float, high: float) -> float:
    """Return a bound on the chance that independent values in [low, high] average so far from `mean` (Hoeffding)."""
    off = abs(float(np.mean(values)) - mean)
    return min(1.0, 2 * math.exp(-2 * values.size * (off / (high - low)) ** 2))


def uniform_chance(values: npt.NDArray[Any]) -> float:
    """Return a bound on the chance that independent uniform values on [0, 1] are distributed so unevenly.

    For another distribution hand over its distribution function's values. Dvoretzky, Kiefer and Wolfowitz' inequality
    with Massart's constant (1990).
    """
    ordered = np.sort(np.ravel(values))
    steps = np.arange(ordered.size + 1) / ordered.size
    distance = max(float(np.max(steps[1:] - ordered)), float(np.max(ordered - steps[:-1])))
    return min(1.0, 2 * math.exp(-2 * ordered.size * distance**2))
