"""Is an answer equal to the expected one? Shape first, exactly, then value. Pure functions of plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.judge.mismatches import Mismatch, NoPart, Where, WrongCount, WrongKeys, WrongKind, WrongShape, WrongValues
from grader.prepared.records import Part, Tolerance
from grader.sandbox.wire import Outline, Why

Array = npt.NDArray[Any]
# Tuples, since a union of types is made anew each time that it is looked at, and each block of each case is.
ARRAYS = (np.ndarray, np.generic)
SCALARS = (bool, int, float)
SEQUENCES = (list, tuple)
ABSENT = (Outline, NoPart)
EXACT = Tolerance(0.0, 0.0)


def compare(expected: Any, actual: Any, tolerance: Tolerance, where: Where = ()) -> Mismatch | None:
    """Return None where `actual` equals `expected`, else the first difference.

    A list counts as a tuple, any mapping as a dict, any real number or array as the same numbers. `where` is the way
    to the block within a tuple or dict.
    """
    if isinstance(actual, ABSENT) or isinstance(expected, ABSENT):  # expected: an earlier answer of the student
        return _absent(expected, actual, where)
    if expected is None or isinstance(expected, str):
        same = actual is None if expected is None else isinstance(actual, str) and actual == expected
        return None if same else WrongKind(where, expected, actual)
    if isinstance(expected, Mapping):
        return _compare_mapping(expected, actual, tolerance, where)
    if isinstance(expected, SEQUENCES):
        return _compare_sequence(expected, actual, tolerance, where)
    block = np.asarray(expected)
    # An earlier answer of the student's may be an integer that no dtype holds.
    return _compare_block(_number(expected) if block.dtype.kind == "O" else block, actual, tolerance, where)


def structure(expected: Any, actual: Any) -> Mismatch | None:
    """Return None where a tuple or dict has as many items, or the same keys, as expected; values aside."""
    if isinstance(expected, Mapping):
        if not isinstance(actual, Mapping) or set(actual) != set(expected):
            return _compare_mapping(expected, actual, EXACT, ())
        return None
    if isinstance(expected, SEQUENCES) and _count(actual) != len(expected):
        return _compare_sequence(expected, actual, EXACT, ())
    return None


def part_of(answer: Any, part: Part) -> Any:
    """Return one item of a tuple or dict answer, or NoPart where there is none."""
    if part is None or isinstance(answer, Outline):
        return answer
    if isinstance(part, str):
        return answer[part] if isinstance(answer, Mapping) and part in answer else NoPart(part, answer)
    return answer[part] if part < _count(answer) else NoPart(part, answer)


def _count(answer: Any) -> int:
    """Return how many items an answer has as a tuple; 0 for what is none."""
    return len(answer) if isinstance(answer, SEQUENCES) or (isinstance(answer, np.ndarray) and answer.ndim) else 0


def _absent(expected: Any, actual: Any, where: Where) -> Mismatch:
    if isinstance(expected, np.ndarray) and isinstance(actual, Outline) and actual.why is Why.LARGER_ARRAY:
        return WrongShape(where, expected, actual, actual.shape)
    return WrongKind(where, expected, actual)


def _compare_mapping(expected: Mapping[str, Any], actual: Any, tolerance: Tolerance, where: Where) -> Mismatch | None:
    if not isinstance(actual, Mapping):
        return WrongKind(where, expected, actual)
    missing = tuple(k for k in expected if k not in actual)
    extra = tuple(k for k in actual if k not in expected)
    if missing or extra:
        return WrongKeys(where, dict(expected), dict(actual), missing, extra)
    found = (compare(v, actual[k], tolerance, (*where, k)) for k, v in expected.items())
    return next((mismatch for mismatch in found if mismatch), None)


def _compare_sequence(expected: Sequence[Any], actual: Any, tolerance: Tolerance, where: Where) -> Mismatch | None:
    if not isinstance(actual, SEQUENCES) and not (isinstance(actual, np.ndarray) and actual.ndim):
        return WrongKind(where, expected, actual)
    if len(actual) != len(expected):
        return WrongCount(where, expected, actual, len(actual))
    pairs = enumerate(zip(expected, actual, strict=True))
    found = (compare(e, a, tolerance, (*where, i)) for i, (e, a) in pairs)
    return next((mismatch for mismatch in found if mismatch), None)


def as_array(value: Any) -> Array | None:
    """Return plain data as one array of real numbers; None where it is ragged or holds anything else."""
    if isinstance(value, ARRAYS):
        array = np.asarray(value)
        return array if array.dtype.kind in "biuf" else None
    if isinstance(value, SCALARS):
        return _number(value)
    if not isinstance(value, SEQUENCES):
        return None
    if not value:
        return np.zeros(0)
    if all(type(item) in (int, float) for item in value):  # the usual list, without a Python call for each item
        return _number(value)
    items = [as_array(item) for item in value]
    if any(item is None for item in items) or len({item.shape for item in items if item is not None}) != 1:
        return None
    return np.stack([item for item in items if item is not None])


def _number(value: Any) -> Array:
    try:
        array = np.array(value)
        return array if array.dtype.kind in "biuf" else np.array(value, np.float64)
    except OverflowError:  # an integer beyond the largest float64
        return np.full(np.shape(value), np.inf)


def _compare_block(expected: Array, value: Any, tolerance: Tolerance, where: Where) -> Mismatch | None:
    actual = as_array(value)
    if actual is None:
        return WrongKind(where, expected, value)
    # An empty list says no more of its shape than `tolist` leaves of the expected one.
    empty = actual.size == expected.size == 0 and isinstance(value, SEQUENCES) and is_listed(value, expected.shape)
    if actual.shape != expected.shape and not empty:
        if isinstance(value, tuple) and (not expected.ndim or any(not isinstance(item, SCALARS) for item in value)):
            return WrongKind(where, expected, value)  # several answers, whose shapes say nothing of the one
        return WrongShape(where, expected, actual, actual.shape)
    return None if empty else _compare_values(expected, actual, tolerance, where)


def is_listed(value: Any, shape: tuple[int, ...]) -> bool:
    """Return whether a value is the lists (or arrays) that `tolist` leaves of an empty array of this shape.

    An array among them is never listed itself: without bytes it may have more rows than there is memory.
    """
    if isinstance(value, np.ndarray):
        return _listed_sides(value.shape) == _listed_sides(shape)
    return (
        isinstance(value, SEQUENCES)
        and bool(shape)
        and len(value) == shape[0]
        and all(is_listed(item, shape[1:]) for item in value)
    )


def _listed_sides(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape[: shape.index(0) + 1] if 0 in shape else shape


def excess(expected: Array, actual: Array, tolerance: Tolerance) -> npt.NDArray[np.float64]:
    """Return each entry's error over its tolerance: above 1 is wrong, inf where no tolerance helps."""
    if expected.dtype.kind in "biu":
        return np.where(_equal_exactly(expected, actual), 0.0, np.inf)
    wanted, got = expected.astype(np.float64), actual.astype(np.float64)
    finite = np.abs(wanted[np.isfinite(wanted)])
    floor = tolerance.rtol * max(float(finite.max(initial=0.0)), tolerance.scale)
    with np.errstate(all="ignore"):
        out: npt.NDArray[np.float64] = np.abs(got - wanted) / (tolerance.rtol * np.abs(wanted) + floor)
    alike = (got == wanted) | (np.isnan(got) & np.isnan(wanted))
    out[~(np.isfinite(got) & np.isfinite(wanted))] = np.inf
    if actual.dtype.kind == "b":
        alike &= np.isin(wanted, (0.0, 1.0))
        out[...] = np.inf
    out[alike] = 0.0
    return out


def _equal_exactly(expected: Array, actual: Array) -> npt.NDArray[np.bool_]:
    if actual.dtype.kind == "f" or expected.dtype != actual.dtype:
        # Python compares an integer with a float without rounding either; NumPy casts both to float64.
        same = [_same(int(e), a) for e, a in zip(expected.ravel(), actual.ravel().tolist(), strict=True)]
        return np.array(same, np.bool_).reshape(expected.shape)
    return np.asarray(expected == actual)


def _same(expected: int, actual: Any) -> bool:
    return bool(expected == actual) and not (isinstance(actual, bool) and expected not in (0, 1))


def _within_floor(expected: Array, actual: Array, tolerance: Tolerance) -> bool:
    """Return whether all errors are below the block's floor: the usual case, told with few operations."""
    if expected.dtype != np.float64 or actual.dtype != np.float64 or not expected.size:
        return False
    with np.errstate(invalid="ignore", over="ignore"):
        floor = tolerance.rtol * max(float(np.abs(expected).max()), tolerance.scale)
        return bool(np.abs(actual - expected).max() <= floor < np.inf)


def _compare_values(expected: Array, actual: Array, tolerance: Tolerance, where: Where) -> Mismatch | None:
    if expected.dtype == actual.dtype and expected.tobytes() == actual.tobytes():
        return None  # bit for bit, as most right answers are
    if _within_floor(expected, actual, tolerance):
        return None
    over = np.atleast_1d(excess(np.atleast_1d(expected), np.atleast_1d(actual), tolerance)).reshape(expected.shape)
    wrong = over > 1.0
    if not wrong.any():
        return None
    return WrongValues(where, expected, actual, wrong, float(over[wrong].max()), tolerance)
