"""The slopes that a gradient claims, beside numeric ones: what prepare proves of the reference, judged of an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.judge.checks.compare import Array, as_array, part_of
from grader.prepared.records import CheckRecord, GradientsRecord, MatchesRecord

RTOL = 1e-7  # of the directional derivative; its error bound comes on top
STEP = 2.0**-8
LOOSE_RTOL = 1e-4  # of a derivative by differences at two steps, for losses that aren't known to be smooth
CASES = 3  # on which gradients and their own loss must agree


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


@dataclass(frozen=True)
class Pair:
    """A loss and its gradients, returned together: the check on the loss, the check of the slopes."""

    loss: MatchesRecord
    slopes: GradientsRecord


def pair_of(checks: Sequence[CheckRecord]) -> Pair | None:
    """Return the checks of a loss that is returned together with its gradients; None where there is none."""
    for slopes in checks:
        if isinstance(slopes, GradientsRecord) and slopes.part is not None:
            for loss in checks:
                if isinstance(loss, MatchesRecord) and loss.part is not None and loss.part != slopes.part:
                    return Pair(loss, slopes)
    return None


def loss_of(answer: Any, pair: Pair) -> float:
    """Return the loss in an answer that holds it beside its gradients; nan where there is no number."""
    value = as_array(part_of(answer, pair.loss.part))
    return float(value) if value is not None and value.ndim == 0 else float("nan")


def is_slope(
    loss: Callable[[tuple[Any, ...], dict[str, Any]], float],
    at: tuple[Sequence[Any], Mapping[str, Any]],
    parameters: Sequence[str],
    by: str,
    gradient: Any,
    direction: Array,
) -> bool:
    """Return whether a gradient of `loss` by one argument, at these arguments, is its slope along a direction.

    Measured by central differences at two steps, extrapolated to step 0.
    """
    claimed = as_array(gradient)
    if claimed is None or claimed.shape != direction.shape:
        return False
    args, kwargs = at

    def moved(step: float) -> float:
        named = {**dict(zip(parameters, args, strict=False)), **kwargs}
        named[by] = np.asarray(named[by], np.float64) + step * direction
        return loss(tuple(named.pop(name) for name in parameters[: len(args)]), named)

    with np.errstate(all="ignore"):  # a student's entries may be infinite; a warning of ours is a line on the screen
        along = claimed.astype(np.float64) * direction
        coarse, fine = ((moved(h) - moved(-h)) / (2 * h) for h in (STEP, STEP / 2))
        slope = (4 * fine - coarse) / 3
        size = max(abs(slope), float(np.abs(along).sum()), STEP)
        return bool(abs(float(along.sum()) - slope) <= LOOSE_RTOL * size)
