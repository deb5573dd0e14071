"""Why an answer isn't the expected one, as data. `grader.output.mismatches` puts it into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.prepared.records import Tolerance

Where = tuple[int | str, ...]  # the way to a block of an answer: indices of tuples, keys of dicts


@dataclass(frozen=True)
class NoPart:
    """Stands where an answer lacks the part that a check looks at; `answer` is what is there instead."""

    part: int | str
    answer: Any


@dataclass(frozen=True)
class WrongValues:
    """A block of the right shape whose entries in `wrong` differ; `error` is the largest error over the tolerance."""

    where: Where
    expected: npt.NDArray[Any]
    actual: npt.NDArray[Any]
    wrong: npt.NDArray[np.bool_]
    error: float
    tolerance: Tolerance


@dataclass(frozen=True)
class WrongShape:
    """A block of numbers of another shape. Of an array that was too large to send, `actual` is its Outline."""

    where: Where
    expected: npt.NDArray[Any]
    actual: Any
    shape: tuple[int, ...]


@dataclass(frozen=True)
class WrongKind:
    """A block that is something else altogether: text, None, an object, a ragged list, complex numbers."""

    where: Where
    expected: Any
    actual: Any


@dataclass(frozen=True)
class WrongCount:
    """A tuple with another number of items."""

    where: Where
    expected: Sequence[Any]
    actual: Any
    count: int


@dataclass(frozen=True)
class WrongKeys:
    """A dict without the keys in `missing`, or with those in `extra`."""

    where: Where
    expected: Mapping[str, Any]
    actual: Mapping[str, Any]
    missing: tuple[str, ...]
    extra: tuple[str, ...]


Mismatch = WrongValues | WrongShape | WrongKind | WrongCount | WrongKeys


def error_of(mismatch: Mismatch) -> float:
    """Return the largest error over the tolerance; inf where no tolerance helps."""
    return mismatch.error if isinstance(mismatch, WrongValues) else float("inf")
