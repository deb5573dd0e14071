"""Is an answer equal to the expected one? Shape first, exactly, then value. Pure functions of plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.sandbox.wire import Outline

Array = npt.NDArray[Any]
# Tuples, since a union of types is made anew each time that it is looked at, and each block of each case is.
ARRAYS = (np.ndarray, np.generic)
SCALARS = (bool, int, float)
SEQUENCES = (list, tuple)


@dataclass(frozen=True)
class Mismatch:
    """Why an answer isn't the expected one.

    `message` is a line for the student. `expected` and `actual` are the block where it happened, `wrong` marks its
    differing entries (None where the shape or type is wrong), `error` is the largest error over the tolerance.
    """

    message: str
    expected: Any = None
    actual: Any = None
    wrong: npt.NDArray[np.bool_] | None = None
    error: float = float("inf")


@dataclass(frozen=True)
class Tolerance:
    """|error| ≤ rtol·|expected| + rtol·max(largest |expected| of the block, scale)."""

    rtol: float
    scale: float


def compare(expected: Any, actual: Any, tolerance: Tolerance, where: str = "") -> Mismatch | None:
    """Return None where `actual` equals `expected`, else the first difference.

    A list counts as a tuple, any mapping as a dict, any real number or array as the same numbers. `where` names the
    block within a tuple or dict, for the message.
    """
    if isinstance(actual, Outline) or isinstance(expected, Outline):  # expected: an earlier answer of the student
        return _outlined(expected, actual, where)
    if expected is None or isinstance(expected, str):
        same = actual is None if expected is None else isinstance(actual, str) and actual == expected
        return (
            None if same else Mismatch(f"{_at(where)}expected {expected!r}, got {describe(actual)}", expected, actual)
        )
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
            return _compare_mapping(expected, actual, Tolerance(0.0, 0.0), "")
        return None
    if isinstance(expected, SEQUENCES):
        count = len(actual) if isinstance(actual, SEQUENCES) or (isinstance(actual, np.ndarray) and actual.ndim) else 0
        if count != len(expected):
            return _compare_sequence(expected, actual, Tolerance(0.0, 0.0), "")
    return None


def part_of(answer: Any, part: int | str | None) -> Any:
    """Return one item of a tuple or dict answer; an Outline says why where there is none."""
    if part is None or isinstance(answer, Outline):
        return answer
    if isinstance(part, str):
        if isinstance(answer, Mapping):
            return answer.get(part, Outline("missing", reason=f"the key {part!r} is missing"))
        return Outline("no dict", reason=f"expected a dict with the key {part!r}, got {describe(answer)}")
    if isinstance(answer, SEQUENCES) or (isinstance(answer, np.ndarray) and answer.ndim):
        if part < len(answer):
            return answer[part]
        return Outline("missing", reason=f"expected at least {part + 1} parts, got {len(answer)}")
    return Outline("no tuple", reason=f"expected several values, got {describe(answer)}")


def describe(value: Any) -> str:
    """Return a few words on what a value is."""
    if isinstance(value, Outline):
        return value.reason or with_article(value.kind) + (f" of shape {value.shape}" if value.shape else "")
    if isinstance(value, np.ndarray):
        return (
            f"an array of shape {value.shape}"
            if value.ndim
            else number(value)
            if value.dtype.kind in "biuf"
            else str(value)
        )
    if value is None or isinstance(value, bool | int | float | np.generic):
        return "None" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)[:60]
    if isinstance(value, SEQUENCES):
        return f"{len(value)} values"
    if isinstance(value, Mapping):
        return f"a dict with the keys {', '.join(repr(key[:40]) for key in list(value)[:6]) or '(none)'}"
    return f"text {value[:40]!r}" if isinstance(value, str) else with_article(type(value).__name__)


def with_article(noun: str) -> str:
    """Return the noun with "a" or "an" before it."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _at(where: str) -> str:
    return f"{where}: " if where else ""


def _outlined(expected: Any, actual: Outline, where: str) -> Mismatch:
    if isinstance(expected, np.ndarray) and actual.shape and "larger" in actual.reason:
        message = f"{_at(where)}expected shape {expected.shape}, got shape {actual.shape}"
        return Mismatch(message, expected, actual)
    return Mismatch(f"{_at(where)}expected {describe(expected)}, got {describe(actual)}", expected, actual)


def _compare_mapping(expected: Mapping[str, Any], actual: Any, tolerance: Tolerance, where: str) -> Mismatch | None:
    if not isinstance(actual, Mapping):
        return Mismatch(f"{_at(where)}expected {describe(expected)}, got {describe(actual)}", expected, actual)
    missing = [k for k in expected if k not in actual]
    extra = [k for k in actual if k not in expected]
    if missing or extra:
        said = [f"the key {k!r} is missing" for k in missing] + [f"the key {k[:40]!r} is too many" for k in extra]
        return Mismatch(_at(where) + "; ".join(said[:4]), dict(expected), dict(actual))
    found = (compare(v, actual[k], tolerance, f"{where}[{k!r}]" if where else repr(k)) for k, v in expected.items())
    return next((mismatch for mismatch in found if mismatch), None)


def _compare_sequence(expected: Sequence[Any], actual: Any, tolerance: Tolerance, where: str) -> Mismatch | None:
    if not isinstance(actual, SEQUENCES) and not (isinstance(actual, np.ndarray) and actual.ndim):
        return Mismatch(f"{_at(where)}expected {len(expected)} values, got {describe(actual)}", expected, actual)
    if len(actual) != len(expected):
        return Mismatch(f"{_at(where)}expected {len(expected)} values, got {len(actual)}", expected, actual)
    pairs = enumerate(zip(expected, actual, strict=True))
    found = (compare(e, a, tolerance, f"{where}[{i}]" if where else f"value {i + 1}") for i, (e, a) in pairs)
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


def _compare_block(expected: Array, value: Any, tolerance: Tolerance, where: str) -> Mismatch | None:
    actual = as_array(value)
    if actual is None:
        if isinstance(value, ARRAYS) and np.asarray(value).dtype.kind == "c":
            return Mismatch(f"{_at(where)}the numbers are complex, expected real ones", expected, value)
        if isinstance(value, SEQUENCES):
            return Mismatch(f"{_at(where)}expected {describe(expected)}, got {ragged(value)}", expected, value)
        return Mismatch(f"{_at(where)}expected {describe(expected)}, got {describe(value)}", expected, value)
    # An empty list says no more of its shape than `tolist` leaves of the expected one.
    empty = actual.size == expected.size == 0 and isinstance(value, list) and is_listed(value, expected.shape)
    if actual.shape != expected.shape and not empty:
        if not expected.shape and actual.size == 1:
            message = f"{_at(where)}expected a number (shape ()), got shape {actual.shape}"
        else:
            message = f"{_at(where)}expected shape {expected.shape}, got shape {actual.shape}"
        return Mismatch(message, expected, actual)
    if empty:
        return None
    return _compare_values(expected, actual, tolerance, where)


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


def ragged(value: Sequence[Any]) -> str:
    """Return a few words on a list that is no array."""
    kinds = sorted({describe(item) for item in value})[:3]
    return f"a list of {', '.join(kinds)}"


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


def _compare_values(expected: Array, actual: Array, tolerance: Tolerance, where: str) -> Mismatch | None:
    if expected.dtype == actual.dtype and expected.tobytes() == actual.tobytes():
        return None  # bit for bit, as most right answers are
    if _within_floor(expected, actual, tolerance):
        return None
    over = np.atleast_1d(excess(np.atleast_1d(expected), np.atleast_1d(actual), tolerance)).reshape(expected.shape)
    wrong = over > 1.0
    if not wrong.any():
        return None
    worst = np.unravel_index(int(np.argmax(np.where(wrong, over, -1))), expected.shape) if expected.shape else ()
    first = np.unravel_index(int(np.argmax(wrong)), expected.shape) if expected.shape else ()
    place = f" at [{', '.join(map(str, first))}]" if expected.shape else ""
    numbers = "expected {}, got {}".format(*numbers_apart(expected[first], actual[first]))
    count = f"{int(wrong.sum())} of {expected.size} entries differ; " if expected.size > 1 else ""
    message = f"{_at(where)}{count}{'first' + place + ' ' if place and count else ''}{numbers}"
    return Mismatch(message, expected, actual, wrong, float(over[worst]))


def numbers_apart(expected: Any, actual: Any) -> tuple[str, str]:
    """Return both numbers at six significant digits, or with all of them where six don't tell them apart."""
    short = number(expected), number(actual)
    return short if short[0] != short[1] else (repr(np.asarray(expected).item()), repr(np.asarray(actual).item()))


def number(value: Any) -> str:
    """Return a number at six significant digits, whole ones without a point."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value))
    return f"{float(value) or 0.0:.6g}"  # -0.0 equals 0.0
