from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def sums_to_zero(call: Callable[..., Any], probs: Array, upstream: Array, axis: int) -> tuple[Array, Array]:
    """Along the axis the gradient sums to 0: the same number added to all inputs leaves a softmax as it is."""
    total = np.sum(np.asarray(call(probs, upstream, axis)), axis=axis)
    return total, np.zeros(np.sum(probs, axis=axis).shape)


def symmetric_jacobian(call: Callable[..., Any], probs: Array, upstream: Array, other: Array) -> tuple[Array, Array]:
    """Input i moves output j as input j moves output i: two upstreams may change places, Σ v·f(u) = Σ u·f(v)."""
    there = np.sum(other * np.asarray(call(probs, upstream)), axis=-1)
    back = np.sum(upstream * np.asarray(call(probs, other)), axis=-1)
    return there, back
