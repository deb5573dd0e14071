"""Numeric witnesses of gradients: directional derivatives with an error bound, independent of any backward pass."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FIRST_STEP = 2.0**-4  # of the reach
LEVELS = 10
SAFETY = 10.0  # the bound is this many times the difference of the two best estimates
ROUNDING = 64 * np.finfo(np.float64).eps
LOOSEST = 1e-5  # bounds beyond this share come from a kink within the steps: 2e-4 and more; of smooth ones below 1e-6
KINK = 1e-3  # one-sided slopes that differ by this share at a small step are two slopes


@dataclass(frozen=True)
class Slope:
    """A derivative along a direction, and how far off it can be."""

    value: float
    bound: float


def slope(along: Callable[[float], float], reach: float = 1.0) -> Slope | None:
    """Return the derivative of `along` at 0, or None where there is a kink or no finite value.

    The steps are shares of `reach`: how far the inputs may move before the function is another, such as their size.
    Central differences at halved steps, extrapolated to step 0 (Richardson's table, as in C. Ridders, "Accurate
    computation of F'(x) and F'(x)F''(x)", 1982); the bound covers truncation and the rounding of the differences.
    """
    first = FIRST_STEP * reach
    middle = along(0.0)
    rows: list[list[float]] = []
    best, error, largest = 0.0, np.inf, abs(middle)
    for level in range(LEVELS):
        step = first * 2.0**-level
        up, down = along(step), along(-step)
        largest = max(largest, abs(up), abs(down))
        row = [(up - down) / (2 * step)]
        for order in range(1, level + 1):
            factor = 4.0**order
            row.append((factor * row[order - 1] - rows[-1][order - 1]) / (factor - 1))
            # Two estimates may be close by chance where the larger steps cross a pole or a kink, three hardly are.
            near = [row[order - 1], *rows[-1][order - 1 :]]
            off = max(abs(row[order] - other) for other in near[:3]) + ROUNDING * largest / step
            if len(near) > 2 and off < error:
                best, error = row[order], off
        rows.append(row)
    size = max(abs(best), largest)
    loose = not np.isfinite(error) or SAFETY * error > LOOSEST * size
    if loose or _kinked(along, middle, first * 2.0**-LEVELS, size):
        return None
    return Slope(float(best), float(SAFETY * error))


def _kinked(along: Callable[[float], float], middle: float, step: float, size: float) -> bool:
    """One-sided slopes at two small steps: a smooth function's difference halves with the step, a kink's stays."""

    def gap(step: float) -> float:
        return abs((along(step) - middle) - (middle - along(-step))) / step

    return gap(step / 4) > 0.6 * gap(step) and gap(step / 4) > KINK * size
