"""Turns whatever a student's function returned into plain values that have bytes. Runs in the worker."""

import numbers
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any

import numpy as np

from grader.sandbox.placeholders import Placeholder, explained, path_of
from grader.sandbox.wire import CODES, MAX_BITS, MAX_DEPTH, MAX_DIMS, MAX_KIND, MAX_NODES, Outline, Why, entries_around

MANY = 1_000  # entries of an array of objects that are looked at
ITEM_BYTES = 9  # the least that one item of a list takes on the wire: a tag and a number
# Tuples, since a union of types is made anew each time that it is looked at.
ARRAYS = (np.ndarray, np.generic)
SEQUENCES = (list, tuple)  # told apart: a tuple is several values, perhaps where one is expected
NUMBERS = (numbers.Number, Decimal)


class TooLarge(ValueError):
    """The answer takes more bytes than any right one, or is nested deeper."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def plain(value: Any, cap: int) -> Any:
    """Return the value as None, numbers, text, arrays, lists and dicts, or an Outline for what can't be right.

    `cap` bounds the bytes: a larger array is an Outline with its shape, a longer iterator one that says so.
    """
    try:
        return _Budget(cap).plain(value, 0)
    except TooLarge as error:
        return Outline(_kind(value), why=error.why)


def _kind(value: Any) -> str:
    return type(value).__name__[:MAX_KIND]


class _Budget:
    """The bytes that are left for an answer."""

    def __init__(self, cap: int) -> None:
        self.left = cap

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise TooLarge(Why.TOO_LONG)

    def plain(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise TooLarge(Why.TOO_DEEP)
        self.spend(ITEM_BYTES)
        kind = type(value)
        if value is None or kind is float or kind is bool:
            return value
        if isinstance(value, ARRAYS):
            return self.array(value)
        if isinstance(value, SEQUENCES):
            items = self.items(value, depth)
            return tuple(items) if isinstance(value, tuple) else items
        if isinstance(value, str):
            self.spend(4 * len(value))
            return str.__str__(value)
        if isinstance(value, NUMBERS):
            return self.number(value)
        if isinstance(value, Mapping):
            return self.mapping(value, depth)
        if hasattr(value, "__array__") or isinstance(value, memoryview):  # one of several axes can't be iterated over
            return self.array(np.asarray(value))
        if isinstance(value, Iterable) and not isinstance(value, set | frozenset | bytes | bytearray):
            return self.items(value, depth)
        return self.outline(_kind(value))

    def items(self, value: Iterable[Any], depth: int) -> list[Any]:
        # One more than fits, so that an endless iterator ends by being too long.
        return [self.plain(item, depth + 1) for item in islice(value, self.left // ITEM_BYTES + 2)]

    def outline(self, kind: str, shape: tuple[int, ...] = (), why: Why = Why.KIND) -> Outline:
        self.spend(4 * len(kind) + 8 * len(shape))
        return Outline(kind, shape, why)

    def number(self, value: Any) -> Any:
        if isinstance(value, bool | int | numbers.Integral):
            whole = int(value)
            self.spend(whole.bit_length() // 4)
            return whole if whole.bit_length() <= MAX_BITS else self.outline(_kind(value), why=Why.HUGE_INTEGER)
        if isinstance(value, numbers.Real | Decimal):
            try:
                return float(value)
            except (OverflowError, ValueError):  # 10**400 as a fraction, a signalling nan: the call raised nothing
                return self.outline(_kind(value), why=Why.NO_FLOAT)
        return self.outline(_kind(value))

    def mapping(self, value: Mapping[Any, Any], depth: int) -> Any:
        found = {}
        for key in islice(value, self.left // ITEM_BYTES + 2):
            if not isinstance(key, str):
                return self.outline(_kind(value), why=Why.KEY)
            self.spend(ITEM_BYTES + 4 * len(key))
            found[str.__str__(key)] = self.plain(value[key], depth + 1)
        return found

    def array(self, value: Any) -> Any:
        if _is_usual(value) and value.size and value.nbytes <= self.left:
            self.spend(value.nbytes + 8 * value.ndim)
            return value
        if np.ma.is_masked(value):
            return self.outline("masked array", np.shape(value))
        array = np.asarray(value)
        if array.ndim > MAX_DIMS:
            return self.outline(f"{array.dtype} array", why=Why.MANY_AXES)
        if array.dtype == np.longdouble:
            array = array.astype(np.float64) if array.nbytes <= 2 * self.left else array
        dtype = array.dtype.newbyteorder("=")
        if dtype not in CODES:
            if dtype.hasobject:
                _explain_missing(array)
            return self.outline(f"{array.dtype} array", array.shape)
        if array.nbytes > self.left or (not array.size and entries_around(array.shape) > MAX_NODES):
            return self.outline(f"{array.dtype} array", array.shape, Why.LARGER_ARRAY)
        self.spend(array.nbytes + 8 * array.ndim)
        return np.array(array, dtype, order="C", subok=False)


def _explain_missing(array: Any) -> None:
    """Raise where an array of objects holds what isn't there: `np.asarray(torch.pi)`."""
    for item in islice(array.flat, MANY):
        if isinstance(item, Placeholder):
            raise explained(path_of(item))


def _is_usual(value: Any) -> bool:
    """Return whether this is an array that has bytes as it is."""
    return type(value) is np.ndarray and value.dtype in CODES and value.ndim <= MAX_DIMS and value.flags.c_contiguous
