"""Answers to a case from our own functions: reference, oracle, alternatives, misconceptions. Never a student's."""

import contextlib
import io
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.prepared.folder import outcome_bytes
from grader.sandbox import answers, wire
from grader.sandbox.channel import Answered, Outcome, Raised

NO_CAP = 1 << 30


def plain_answer(function: Callable[..., Any], args: bytes, *, wide: bool = False) -> Any:
    """Return the function's answer to a call as plain data; what it raises comes through.

    Each call gets fresh arguments from the bytes. With `wide` float32 arrays are cast up first: the expected answer
    is that of the inputs' exact values.
    """
    call_args, call_kwargs = wire.decode(args, make=True)
    if wide:
        call_args, call_kwargs = widened(call_args), widened(call_kwargs)
    with warnings.catch_warnings(), np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return answers.plain(function(*call_args, **call_kwargs), NO_CAP)


def widened(value: Any) -> Any:
    """Return the value with float32 arrays and scalars as float64."""
    if isinstance(value, np.ndarray | np.generic) and value.dtype == np.float32:
        return value.astype(np.float64)
    if isinstance(value, list | tuple):
        return type(value)(widened(item) for item in value)
    return {k: widened(v) for k, v in value.items()} if isinstance(value, dict) else value


def outcome(function: Callable[..., Any], args: bytes) -> Outcome:
    """Return what the function does with a call: an answer or an error."""
    try:
        return Answered(wire.decode(wire.encode(plain_answer(function, args))))
    except Exception as error:  # noqa: BLE001 - a misconception may raise anything, and that is its answer
        return Raised(tuple(kind.__name__ for kind in type(error).__mro__[:-2]), str(error))


def recorded(found: Outcome) -> bytes:
    """Return an outcome as the corpus holds it."""
    if isinstance(found, Answered):
        return outcome_bytes(found.value)
    assert isinstance(found, Raised)  # noqa: S101 - our own functions are never lost
    return outcome_bytes(None, found.types)
