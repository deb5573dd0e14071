"""Points are decimals that people write: added, scaled and compared as such, not as the binary fractions beside them.

Pure functions. A float stands for the shortest decimal that is read as it: 0.1 is a tenth, and 0.1 + 0.2 is 0.3.
"""

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

PERCENT = 100
MOST_KNOWN = (
    1 << 12
)  # a class has few different points, and shows each thousands of times: 5 s become 1 s of 7,000 rows


@lru_cache(MOST_KNOWN)
def exact(points: float) -> Fraction:
    """Return the number that was written: `exact(0.1)` is 1/10. ValueError where it is not finite."""
    return Fraction(repr(float(points)))  # of a NumPy number, too, whose own repr is another


def added(points: Iterable[float]) -> float:
    """Return the sum; nan where a number is not finite, which the gradebook takes for a fault of ours."""
    values = tuple(points)
    if not all(map(math.isfinite, values)):
        return math.nan
    return float(sum(map(exact, values), Fraction()))


@lru_cache(MOST_KNOWN)
def scaled(points: float, worth: float, of: float) -> float:
    """Return what `points` of `of` are where these are `worth` so many: 3 of 4 in a 10-point exercise are 7.5."""
    return float(exact(points) * exact(worth) / exact(of))


def total(points: Iterable[tuple[float, float, float]]) -> float:
    """Return the sum of what `scaled` gives for each (points, worth, of), rounded once."""
    return float(sum((exact(p) * exact(worth) / exact(of) for p, worth, of in points), Fraction()))


def share(score: float, of: float) -> Fraction:
    """Return which part of `of` a score is; all of nothing."""
    return exact(score) / exact(of) if of else Fraction(1)


def is_below(score: float, of: float, percent: float) -> bool:
    """Return whether a score is less than so many percent of `of`: 5.6 of 7 is not below 80."""
    return share(score, of) * PERCENT < exact(percent)
