"""How a case is shown to a student: the call as NumPy code that can be pasted, expected beside actual."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.checks.compare import Mismatch, as_array, describe, number, numbers_apart
from grader.sandbox.wire import Function, Outline, Rng

MAX_ENTRIES = 120  # entries of an array that are still printed as code
MAX_SHOWN = 36  # entries of an answer that are printed with marks
MAX_TEXT = 4_000


def call_text(entry: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    """Return the call as code: `sigmoid_derivative(np.array([0.0, 1.0]))`."""
    shown = [literal(value) for value in args] + [f"{name}={literal(value)}" for name, value in kwargs.items()]
    one_line = f"{entry}({', '.join(shown)})"
    if len(one_line) <= 100 and "\n" not in one_line:
        return one_line
    return f"{entry}(\n" + "".join(f"    {text},\n" for text in shown) + ")"


def literal(value: Any) -> str:
    """Return NumPy code for a value; a large array is described."""
    if isinstance(value, np.ndarray):
        return _array_literal(value)
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({_code(value.item())})"
    if isinstance(value, Rng):
        return f"np.random.Generator(np.random.PCG64({value.seed}))"
    if isinstance(value, Function):
        return _function_literal(value.source.strip())
    if isinstance(value, list | tuple):
        inside = ", ".join(map(literal, value))
        if isinstance(value, list):
            return f"[{inside}]"
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k!r}: {literal(v)}" for k, v in value.items()) + "}"
    return _code(value) if isinstance(value, float) else repr(value)


def _function_literal(source: str) -> str:
    """Return a function as an expression, for a `def` can't stand among arguments."""
    match = re.fullmatch(r"def \w+\((?P<arguments>.*?)\): return (?P<value>.+)", source)
    return f"lambda {match['arguments']}: {match['value']}" if match else source.removeprefix("f = ")


def _code(numbers: Any) -> str:
    """Return a number, or nested lists of them, as code: `nan` and `inf` are names that only NumPy has."""
    return re.sub("nan|inf", r"np.\g<0>", repr(numbers))


def _array_literal(array: npt.NDArray[Any]) -> str:
    # Without entries NumPy has nothing to tell the dtype from.
    plain = (np.float64, np.int64, np.bool_) if array.size else (np.float64,)
    dtype = "" if array.dtype in plain else f", dtype=np.{array.dtype.name}"
    if array.size > MAX_ENTRIES:
        return f"<array of shape {array.shape}{', ' + array.dtype.name if dtype else ''}>"
    if array.size == 0:
        return f"np.zeros({array.shape}{dtype})"
    entries = {_code(entry) for entry in array.ravel().tolist()}
    if array.size > 3 and len(entries) == 1:
        return f"np.full({array.shape}, {entries.pop()}{dtype})"
    return f"np.array({_code(array.tolist())}{dtype})"


def mismatch_text(mismatch: Mismatch, names: tuple[str, str] = ("expected", "actual")) -> str:
    """Return expected beside actual, the differing entries marked with ‹ ›; a law's sides have other names."""
    expected, actual = mismatch.expected, as_array(mismatch.actual)
    if mismatch.wrong is None or actual is None:
        return _beside(names, block_text(mismatch.expected), block_text(mismatch.actual))
    if expected.size == 1:
        return _beside(names, *numbers_apart(expected.ravel()[0], actual.ravel()[0]))
    if expected.size <= MAX_SHOWN:
        return _beside(names, block_text(expected, mismatch.wrong), block_text(actual, mismatch.wrong))
    return _few_entries(names, expected, actual, mismatch.wrong)


def _beside(names: tuple[str, str], expected: str, actual: str) -> str:
    width = max(map(len, names))
    return f"{names[0]:{width}} {expected}\n{names[1]:{width}} {actual}"


def _few_entries(
    names: tuple[str, str], expected: npt.NDArray[Any], actual: npt.NDArray[Any], wrong: npt.NDArray[np.bool_]
) -> str:
    lines = [f"{int(wrong.sum())} of {expected.size} entries differ (shape {expected.shape}):"]
    for index in np.argwhere(wrong)[:6]:
        pair = numbers_apart(expected[tuple(index)], actual[tuple(index)])
        lines.append(f"  [{', '.join(map(str, index))}] {names[0]} {pair[0]}, {names[1]} {pair[1]}")
    return "\n".join(lines)


def block_text(value: Any, wrong: npt.NDArray[np.bool_] | None = None) -> str:
    """Return a value as a student reads it: numbers at six digits, the entries in `wrong` marked."""
    if isinstance(value, Outline):
        return describe(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k[:40]!r}: {block_text(v)}" for k, v in list(value.items())[:8]) + "}"
    array = as_array(value)
    if array is None:
        if isinstance(value, list | tuple):
            return "[" + ", ".join(block_text(item) for item in value[:8]) + (", …]" if len(value) > 8 else "]")
        return describe(value)
    if array.size > MAX_SHOWN:
        return f"array of shape {array.shape}"
    if not array.size and array.ndim:
        return f"empty array of shape {array.shape}"
    marks = np.zeros(array.shape, np.bool_) if wrong is None else wrong
    return _nested(array, marks)


def _nested(array: npt.NDArray[Any], marks: npt.NDArray[np.bool_]) -> str:
    if not array.ndim:
        return f"‹{number(array[()])}›" if marks else number(array[()])
    return "[" + ", ".join(_nested(a, m) for a, m in zip(array, marks, strict=True)) + "]"


def counterexample(call: str, outcome: str) -> str:
    """Return the text of a counterexample: the call, then what came out."""
    return f"{call}\n{outcome}"[:MAX_TEXT]
