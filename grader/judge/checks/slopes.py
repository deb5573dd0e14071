"""The slopes that a gradient claims, beside numeric ones: what prepare proves of the reference, judged of an answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.judge.checks.compare import Array, part_of

RTOL = 1e-7  # of the directional derivative; its error bound comes on top


def agrees(gradient: Array, direction: Array, slope: float, bound: float, scale: float) -> bool:
    """Return whether a block of a gradient has this slope along a direction, up to the slope's own error bound.

    `scale` is the floor of the comparison, as in `compare`.
    """
    claimed, terms = claimed_slope(gradient, direction)
    size = max(abs(slope), terms, scale)
    return bool(np.isfinite(size) and abs(claimed - slope) <= bound + RTOL * size)


def claimed_slope(gradient: Array, direction: Array) -> tuple[float, float]:
    """Return ⟨gradient, direction⟩, and the size of its terms."""
    with np.errstate(all="ignore"):  # a student's entries may be infinite, or overflow
        terms = gradient.astype(np.float64) * direction
        return float(terms.sum()), float(np.abs(terms).sum())


def block(gradient: Any, by: Sequence[str], index: int) -> Any:
    """Return the block of a gradient that belongs to the argument `by[index]`; NoPart where there is none."""
    if isinstance(gradient, Mapping):
        return part_of(gradient, by[index])
    if len(by) == 1:
        return gradient  # perhaps as nested lists
    return part_of(gradient, index)
