"""How values and cases are shown: a call as NumPy code that can be pasted, expected beside actual."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt

from grader.judge.checks.compare import as_array
from grader.judge.mismatches import Mismatch, NoPart, WrongValues
from grader.judge.problems import AnyGradients, Returned
from grader.output.language import Language
from grader.sandbox.wire import Function, Outline, Rng, Why

MAX_ENTRIES = 120  # entries of an array that are still printed as code
MAX_SHOWN = 36  # entries of an answer that are printed with marks
MAX_TEXT = 4_000
LEAST_DIGITS, MOST_DIGITS = 6, 17  # significant ones; 17 tell any two float64 apart
SEQUENCES = (list, tuple)


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


def is_literal(value: Any) -> bool:
    """Return whether `literal` gives code that can be pasted: no array in the value is too large."""
    if isinstance(value, np.ndarray):
        return value.size <= MAX_ENTRIES
    if isinstance(value, Mapping):
        value = list(value.values())
    return not isinstance(value, SEQUENCES) or all(map(is_literal, value))


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


def number(value: Any, digits: int = LEAST_DIGITS) -> str:
    """Return a number at so many significant digits, whole ones without a point."""
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, int | np.integer):
        return str(int(value))
    return f"{float(value) or 0.0:.{digits}g}"  # -0.0 equals 0.0


def numbers_apart(expected: Any, actual: Any) -> tuple[str, str]:
    """Return both numbers at six significant digits, or at as many as it takes to tell them apart."""
    pairs = ((number(expected, digits), number(actual, digits)) for digits in range(LEAST_DIGITS, MOST_DIGITS + 1))
    apart = next((pair for pair in pairs if pair[0] != pair[1]), None)
    return apart or (repr(np.asarray(expected).item()), repr(np.asarray(actual).item()))


def are_near(mismatch: WrongValues) -> bool:
    """Return whether the first differing entries are the same at six digits: then the tolerance must be named."""
    first = first_wrong(mismatch)
    return number(mismatch.expected[first]) == number(mismatch.actual[first])


def first_wrong(mismatch: WrongValues) -> tuple[int, ...]:
    """Return the index of the first entry that differs."""
    index = np.unravel_index(int(np.argmax(mismatch.wrong)), mismatch.expected.shape) if mismatch.expected.shape else ()
    return tuple(int(i) for i in index)


def place_text(index: Sequence[int]) -> str:
    """Return an index as code: `[0, 2]`."""
    return f"[{', '.join(map(str, index))}]"


def mismatch_text(mismatch: Mismatch, language: Language, names: tuple[str, str]) -> str:
    """Return expected beside actual under these names, the differing entries marked with ‹ ›."""
    if not isinstance(mismatch, WrongValues):
        sides = block_text(mismatch.expected, language), block_text(mismatch.actual, language)
        return beside(names, *sides)
    expected, actual = mismatch.expected, mismatch.actual
    if expected.size == 1:
        return beside(names, *numbers_apart(expected.ravel()[0], actual.ravel()[0]))
    if expected.size <= MAX_SHOWN:
        texts = [numbers_apart(e, a) if w else (number(e), number(a)) for e, a, w in _entries(mismatch)]
        both = np.array(texts, np.object_).reshape(*expected.shape, 2)
        return beside(names, _nested(both[..., 0], mismatch.wrong), _nested(both[..., 1], mismatch.wrong))
    return _few_entries(mismatch, language, names)


def _entries(mismatch: WrongValues) -> Iterable[tuple[Any, Any, Any]]:
    return zip(mismatch.expected.ravel(), mismatch.actual.ravel(), mismatch.wrong.ravel(), strict=True)


def beside(names: tuple[str, str], expected: str, actual: str) -> str:
    """Return two lines, what is called so and so, one below the other."""
    width = max(map(len, names))
    return f"{names[0]:{width}} {expected}\n{names[1]:{width}} {actual}"


def _few_entries(mismatch: WrongValues, language: Language, names: tuple[str, str]) -> str:
    count, size, shape = int(mismatch.wrong.sum()), mismatch.expected.size, mismatch.expected.shape
    lines = [language.say("{count} of {size} entries differ (shape {shape}):", count=count, size=size, shape=shape)]
    for index in np.argwhere(mismatch.wrong)[:6]:
        pair = numbers_apart(mismatch.expected[tuple(index)], mismatch.actual[tuple(index)])
        lines.append(f"  {place_text(index)} {names[0]} {pair[0]}, {names[1]} {pair[1]}")
    return "\n".join(lines)


def block_text(value: Any, language: Language) -> str:
    """Return a value as a student reads it: numbers at six digits."""
    if isinstance(value, Outline | NoPart | AnyGradients | Returned):
        return describe(value, language)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k[:40]!r}: {block_text(v, language)}" for k, v in list(value.items())[:8]) + "}"
    array = as_array(value)
    if array is None:
        if isinstance(value, SEQUENCES):
            inside = ", ".join(block_text(item, language) for item in value[:8])
            return f"[{inside}, …]" if len(value) > 8 else f"[{inside}]"
        return describe(value, language)
    if array.size > MAX_SHOWN:
        return language.say("array of shape {shape}", shape=array.shape)
    if not array.size and array.ndim:
        return language.say("empty array of shape {shape}", shape=array.shape)
    texts = np.array([number(entry) for entry in array.ravel()], np.object_).reshape(array.shape)
    return _nested(texts, np.zeros(array.shape, np.bool_))


def _nested(texts: Any, marks: Any) -> str:
    if not isinstance(texts, np.ndarray):
        return f"‹{texts}›" if marks else str(texts)
    if not texts.ndim:
        return _nested(texts[()], marks[()])
    return "[" + ", ".join(_nested(t, m) for t, m in zip(texts, marks, strict=True)) + "]"


def describe(value: Any, language: Language) -> str:
    """Return a few words on what a value is: "an array of shape (2, 3)"."""
    say = language.say
    if isinstance(value, Outline):
        return _outline_text(value, language)
    if isinstance(value, NoPart):
        return _no_part_text(value, language)
    if isinstance(value, AnyGradients):
        return say("gradients")
    if isinstance(value, Returned):
        return describe(value.value, language)
    if isinstance(value, np.ndarray) and value.ndim:
        return say("an array of shape {shape}", shape=value.shape)
    if isinstance(value, np.ndarray):
        return number(value) if value.dtype.kind in "biuf" else str(value)
    if value is None or isinstance(value, bool | int | float | np.generic):
        return number(value) if isinstance(value, float) else str(value)[:60]
    if isinstance(value, SEQUENCES):
        return language.count("{number} value", "{number} values", len(value))
    if isinstance(value, Mapping):
        keys = ", ".join(repr(key[:40]) for key in list(value)[:6])
        return say("a dict with the keys {keys}", keys=keys) if keys else say("an empty dict")
    return say("text {text}", text=repr(value[:40])) if isinstance(value, str) else with_article(type(value).__name__)


def _outline_text(value: Outline, language: Language) -> str:
    say, kind = language.say, with_article(value.kind)
    match value.why:
        case Why.KIND:
            return say("{kind} of shape {shape}", kind=kind, shape=value.shape) if value.shape else kind
        case Why.TOO_LONG:
            return say("{kind}, longer than any right answer", kind=kind)
        case Why.TOO_DEEP:
            return say("{kind}, nested too deep", kind=kind)
        case Why.LARGER_ARRAY:
            return say("{kind} of shape {shape}, larger than any right answer", kind=kind, shape=value.shape)
        case Why.MANY_AXES:
            return say("{kind} of more axes than any right answer", kind=kind)
        case Why.HUGE_INTEGER:
            return say("a huge integer")
        case Why.NO_FLOAT:
            return say("{kind} that no float holds", kind=kind)
        case Why.KEY:
            return say("{kind} with a key that is no text", kind=kind)
        case _:
            assert_never(value.why)


def _no_part_text(value: NoPart, language: Language) -> str:
    if isinstance(value.part, str):
        if isinstance(value.answer, Mapping):
            return language.say("none: the key {key} is missing", key=repr(value.part))
        return language.say("none: {answer} is no dict", answer=describe(value.answer, language))
    return language.say("none: {answer} has no such part", answer=describe(value.answer, language))


def ragged(value: Sequence[Any], language: Language) -> str:
    """Return a few words on a list that is no array."""
    kinds = sorted({describe(item, language) for item in value})[:3]
    return language.say("a list of {kinds}", kinds=", ".join(kinds))


def with_article(noun: str) -> str:
    """Return the noun with "a" or "an" before it."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def counterexample(call: str, outcome: str) -> str:
    """Return the text of a counterexample: the call, then what came out."""
    return f"{call}\n{outcome}"[:MAX_TEXT]
