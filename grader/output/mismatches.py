"""Why an answer isn't the expected one, in a line."""

from typing import Any

import numpy as np

from grader.judge.checks.compare import ARRAYS, SEQUENCES
from grader.judge.mismatches import Mismatch, Where, WrongCount, WrongKeys, WrongKind, WrongShape, WrongValues
from grader.output.language import Language
from grader.output.values import are_near, describe, first_wrong, numbers_apart, place_text, ragged

MOST_KEYS = 4  # that are told of


def mismatch_line(mismatch: Mismatch, language: Language) -> str:
    """Return what differs: "value 2: 3 of 4 entries differ; first at [1] expected 5, got 2"."""
    where = where_text(mismatch.where, language)
    text = _text(mismatch, language)
    return language.say("{where}: {text}", where=where, text=text) if where else text


def where_text(where: Where, language: Language) -> str:
    """Return the way to a block of an answer: `value 1`, `'w1'`, `value 1['w1']`; "" for the whole of it."""
    if not where:
        return ""
    first, *rest = where
    begin = repr(first) if isinstance(first, str) else language.say("value {number}", number=first + 1)
    return begin + "".join(f"[{key!r}]" for key in rest)


def _text(mismatch: Mismatch, language: Language) -> str:
    say = language.say
    match mismatch:
        case WrongValues():
            return _values_text(mismatch, language)
        case WrongShape(expected=expected, shape=shape):
            if not expected.shape and np.prod(shape, dtype=np.float64) == 1:
                return say("expected a number (shape ()), got shape {shape}", shape=shape)
            return say("expected shape {expected}, got shape {shape}", expected=expected.shape, shape=shape)
        case WrongCount(expected=expected, count=count):
            return say("expected {expected} values, got {count}", expected=len(expected), count=count)
        case WrongKeys(missing=missing, extra=extra):
            said = [say("the key {key} is missing", key=repr(key)) for key in missing]
            said += [say("the key {key} isn't expected", key=repr(key[:40])) for key in extra]
            return "; ".join(said[:MOST_KEYS])
        case WrongKind(expected=expected, actual=actual):
            return _kind_text(expected, actual, language)


def _kind_text(expected: Any, actual: Any, language: Language) -> str:
    if isinstance(actual, ARRAYS) and np.asarray(actual).dtype.kind == "c":
        return language.say("the numbers are complex, expected real ones")
    if isinstance(actual, tuple) and isinstance(expected, ARRAYS):
        one = language.say("one array of shape {shape}", shape=expected.shape) if expected.shape else ""
        got = language.count("a tuple of {number} value", "a tuple of {number} values", len(actual))
        return language.say("expected {one}, got {got}", one=one or language.say("one number"), got=got)
    wanted = repr(expected) if isinstance(expected, str) else describe(expected, language)
    is_list = isinstance(actual, SEQUENCES) and isinstance(expected, ARRAYS)
    got = ragged(actual, language) if is_list else describe(actual, language)
    return language.say("expected {expected}, got {got}", expected=wanted, got=got)


def _values_text(mismatch: WrongValues, language: Language) -> str:
    first = first_wrong(mismatch)
    expected, got = numbers_apart(mismatch.expected[first], mismatch.actual[first])
    text = language.say("expected {expected}, got {got}", expected=expected, got=got)
    if mismatch.expected.size > 1:
        count, size = int(mismatch.wrong.sum()), mismatch.expected.size
        lead = language.say("{count} of {size} entries differ; first at {place}",
                            count=count, size=size, place=place_text(first))  # fmt: skip
        text = f"{lead} {text}"
    if are_near(mismatch) and mismatch.tolerance.rtol:
        text += language.say(" (relative tolerance {rtol:g})", rtol=mismatch.tolerance.rtol)
    return text
