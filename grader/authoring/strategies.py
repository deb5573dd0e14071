"""The vocabulary in which specs draw their cases: Hypothesis strategies and array layouts.

Hypothesis draws shapes, options and seeds; arrays are filled from the seed (`grader.filling`). Integers are drawn
from short ranges only: in longer ones Hypothesis mixes in constants that it finds in the loaded modules, and the
same spec would draw other cases in another process.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from grader.exercise import Case
from grader.filling import fill

Array = npt.NDArray[Any]

composite = st.composite
DrawFn = st.DrawFn
sampled_from = st.sampled_from
booleans = st.booleans
just = st.just
one_of = st.one_of
tuples = st.tuples

LONGEST_RANGE = 100  # below the 127 from which Hypothesis adds constants to integers
FULL, FORTRAN, STRIDED, REVERSED, READ_ONLY = "full", "fortran", "strided", "reversed", "read-only"


@cache
def whole(low: int, high: int) -> st.SearchStrategy[int]:
    """Return a strategy of integers in low … high, both included, which shrinks towards `low`."""
    if high - low > LONGEST_RANGE:
        raise ValueError(f"whole({low}, {high}): at most {LONGEST_RANGE} apart; scale a shorter range")
    return st.integers(low, high)


@cache
def seeds() -> st.SearchStrategy[int]:
    """Return a strategy of seeds below 100⁴."""
    digits = st.tuples(*[st.integers(0, 99)] * 4)
    return digits.map(lambda d: ((d[0] * 100 + d[1]) * 100 + d[2]) * 100 + d[3])


def shapes(min_dims: int = 0, max_dims: int = 3, min_side: int = 1, max_side: int = 5) -> st.SearchStrategy[Any]:
    """Return a strategy of shapes: tuples of `min_dims` … `max_dims` sides."""
    return st.lists(whole(min_side, max_side), min_size=min_dims, max_size=max_dims).map(tuple)


def arrays(
    shape: tuple[int, ...] | st.SearchStrategy[tuple[int, ...]],
    low: float = -2.0,
    high: float = 2.0,
    dtype: npt.DTypeLike = np.float64,
) -> st.SearchStrategy[Array]:
    """Return a strategy of arrays filled from a drawn seed, uniform in [low, high)."""
    if isinstance(shape, tuple):
        return seeds().map(lambda seed: fill(seed, shape, low, high, dtype))
    return st.tuples(shape, seeds()).map(lambda drawn: fill(drawn[1], drawn[0], low, high, dtype))


def layouts(values: st.SearchStrategy[Array]) -> st.SearchStrategy[Array]:
    """Return a strategy of the same values in any layout that a caller may hand over; plain ones half of the time."""
    kinds = st.sampled_from([FULL, FULL, FULL, FULL, FORTRAN, STRIDED, REVERSED, READ_ONLY])
    return st.tuples(values, kinds).map(lambda drawn: LAYOUTS[drawn[1]](drawn[0]))


def options(**choices: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy of keyword arguments; each is left out some of the time, so that defaults are called too."""
    return st.fixed_dictionaries({}, optional=choices)


def calls(*args: st.SearchStrategy[Any], **kwargs: st.SearchStrategy[Any]) -> st.SearchStrategy[Case]:
    """Return a strategy of cases with independently drawn positional arguments and (always given) keywords."""
    return st.builds(
        lambda a, k: Case("drawn", a, k), st.tuples(*args), st.fixed_dictionaries(kwargs) if kwargs else st.just({})
    )


def away_from(points: Sequence[float], distance: float) -> Callable[[Array], Array]:
    """Return a function that moves entries nearer than `distance` to one of `points` up to it: no kink is hit."""

    def moved(values: Array) -> Array:
        out = np.array(values)
        for point in points:
            near = np.abs(out - point) < distance
            out[near] = point + np.where(out[near] < point, -distance, distance)
        return out

    return moved


def counting(*shape: int, start: int = 1) -> Array:
    """Return start, start + 1, … as float64 of `shape`: a rung whose entries are all different and easily read."""
    return np.arange(start, start + int(np.prod(shape)), dtype=np.float64).reshape(shape)


def fortran(values: Array) -> Array:
    """Return the values in Fortran order."""
    return np.array(values, order="F")


def strided(values: Array) -> Array:
    """Return the values as every second entry (along the last axis) of a larger array: not contiguous."""
    if values.ndim == 0:
        return values
    wide = np.zeros((*values.shape[:-1], 2 * values.shape[-1]), values.dtype)
    wide[..., ::2] = values
    return wide[..., ::2]


def reversed_view(values: Array) -> Array:
    """Return the values through a view with negative strides along every axis."""
    every = tuple(slice(None, None, -1) for _ in range(values.ndim))
    return np.ascontiguousarray(values[every])[every] if values.ndim else values


def read_only(values: Array) -> Array:
    """Return a copy that can't be written to."""
    out = np.array(values)
    out.flags.writeable = False
    return out


LAYOUTS: dict[str, Callable[[Array], Array]] = {
    FULL: np.array,
    FORTRAN: fortran,
    STRIDED: strided,
    REVERSED: reversed_view,
    READ_ONLY: read_only,
}
