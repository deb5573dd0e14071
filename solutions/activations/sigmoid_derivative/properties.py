from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def same_on_both_sides(call: Callable[..., Any], x: Array) -> tuple[Array, Array]:
    """The slope at −x is the slope at x."""
    return np.asarray(call(-x)), np.asarray(call(x))


def rises_by_one(call: Callable[..., Any], start: float, step: float, count: int) -> tuple[float, float]:
    """The slope, summed up from far left to far right, is the whole rise of the sigmoid: 1."""
    # For so smooth a bell the sum over a grid is the integral to rounding, where the step is at most 0.5.
    return step * float(np.sum(np.asarray(call(start + step * np.arange(count))))), 1.0
