import enum
import itertools
from collections import Counter, OrderedDict, UserDict, UserList, defaultdict, deque, namedtuple
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox.answers import plain
from grader.sandbox.channel import ERROR_BYTES
from grader.sandbox.wire import Outline, Why, decode, encode

CAP = 64 * 1024
Point = namedtuple("Point", "x y")


class Whole(int):
    def __repr__(self) -> str:
        return "a whole number"


class Real(float):
    def __repr__(self) -> str:
        return "a real number"


class Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "another text"


class Level(enum.IntEnum):
    LOW = 1


class Row(list[Any]):
    pass


class Tensor:
    """What another library's array looks like."""

    def __init__(self, values: Any) -> None:
        self.values = np.asarray(values)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        del copy
        return self.values if dtype is None else self.values.astype(dtype)


class Endless(Mapping[str, int]):
    def __getitem__(self, key: str) -> int:
        return 0

    def __iter__(self) -> Iterator[str]:
        return (f"{i}" for i in itertools.count())

    def __len__(self) -> int:
        return 0


class OneInPair(Mapping[str, int]):
    def __getitem__(self, key: str) -> int:
        return len(key)

    def __iter__(self) -> Iterator[str]:
        return iter(["a", "bb"])

    def __len__(self) -> int:
        return 2


def cyclic() -> list[Any]:
    value: list[Any] = []
    value += [value, value]
    return value


def shared(depth: int) -> list[Any]:
    """Return a list that takes a few bytes here, and 2**depth items written out."""
    value: list[Any] = [1.0]
    for _ in range(depth):
        value = [value, value]
    return value


PLAIN = {
    "None": (None, None),
    "a bool": (True, True),
    "an int": (-5, -5),
    "a large int": (10**400, 10**400),
    "an int's subclass": (Whole(3), 3),
    "an enumeration's int": (Level.LOW, 1),
    "a float": (0.5, 0.5),
    "a float's subclass": (Real(0.5), 0.5),
    "a fraction": (Fraction(1, 4), 0.25),
    "a decimal": (Decimal("0.25"), 0.25),
    "text": ("naïve", "naïve"),
    "a text's subclass": (Text("own"), "own"),
    "a list": ([1, 2.0], [1, 2.0]),
    "a list's subclass": (Row([1, 2]), [1, 2]),
    "a wrapped list": (UserList([1, 2]), [1, 2]),
    "a tuple": ((1, (2, None)), (1, (2, None))),
    "a named tuple": (Point(1, 2), (1, 2)),
    "a range": (range(3), [0, 1, 2]),
    "a generator": ((i * i for i in range(3)), [0, 1, 4]),
    "a map of maps": (map(range, [1, 2]), [[0], [0, 1]]),
    "a deque": (deque([1, 2]), [1, 2]),
    "a dict's values": ({"a": 1}.values(), [1]),
    "a dict": ({"a": [1], "b": None}, {"a": [1], "b": None}),
    "an ordered dict": (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    "a default dict": (defaultdict(int, a=1), {"a": 1}),
    "a counter": (Counter("aab"), {"a": 2, "b": 1}),
    "a wrapped dict": (UserDict({"a": 1}), {"a": 1}),
    "a mapping": (OneInPair(), {"a": 1, "bb": 2}),
    "a dict with a text's subclass as key": ({Text("own"): 1}, {"own": 1}),
    "no list at all": ([], []),
    "no dict at all": ({}, {}),
}


def exactly(value: Any) -> Any:
    """Return the value with the type of each of its parts beside it, so that True isn't 1."""
    if type(value) is list:
        return [exactly(item) for item in value]
    if type(value) is dict:
        return {(type(key), key): exactly(item) for key, item in value.items()}
    return type(value), value


@pytest.mark.parametrize(("value", "expected"), PLAIN.values(), ids=PLAIN.keys())
def test_what_says_its_values_becomes_plain(value: Any, expected: Any) -> None:
    assert exactly(plain(value, CAP)) == exactly(expected)


ARRAYS = {
    "a float scalar": (np.float64(0.5), np.array(0.5)),
    "a half": (np.float16(0.5), np.array(0.5, "f2")),
    "a bool scalar": (np.bool_(True), np.array(True)),
    "an int8": (np.int8(-3), np.array(-3, "i1")),
    "a complex scalar": (np.complex64(1j), np.array(1j, "c8")),
    "a long double": (np.longdouble(0.5), np.array(0.5)),
    "long doubles": (np.ones(3, np.longdouble), np.ones(3)),
    "halves": (np.ones(3, "f2"), np.ones(3, "f2")),
    "big-endian floats": (np.array([1.0, 2.0], ">f8"), np.array([1.0, 2.0])),
    "big-endian ints": (np.array([1, -2], ">i2"), np.array([1, -2], "i2")),
    "Fortran order": (np.asfortranarray(np.eye(2, 3)), np.eye(2, 3)),
    "a reversed view": (np.arange(3.0)[::-1], np.array([2.0, 1.0, 0.0])),
    "a read-only view": (np.broadcast_to(1.0, (2, 2)), np.ones((2, 2))),
    "a record array's base": (np.ones(2).view(np.recarray), np.ones(2)),
    "a masked array without a mask": (np.ma.array([1.0, 2.0]), np.array([1.0, 2.0])),
    "an object with __array__": (Tensor([1.0, 2.0]), np.array([1.0, 2.0])),
    "a memory view of two axes": (memoryview(np.eye(2)), np.eye(2)),
    "0 axes": (np.array(3), np.array(3)),
    "no element": (np.zeros((2, 0, 3)), np.zeros((2, 0, 3))),
}


@pytest.mark.parametrize(("value", "expected"), ARRAYS.values(), ids=ARRAYS.keys())
def test_an_array_of_numbers_becomes_a_plain_one(value: Any, expected: npt.NDArray[Any]) -> None:
    got = plain(value, CAP)
    assert type(got) is np.ndarray
    assert (got.dtype, got.shape, got.tolist()) == (expected.dtype, expected.shape, expected.tolist())
    assert decode(encode(got)).tolist() == expected.tolist()


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_a_matrix_becomes_an_array_of_two_axes() -> None:
    got = plain(np.asmatrix([1.0, 2.0]), CAP)
    assert type(got) is np.ndarray
    assert got.tolist() == [[1.0, 2.0]]


REFUSED = {
    "complex": (1j, Outline("complex")),
    "bytes": (b"12", Outline("bytes")),
    "a byte array": (bytearray(b"12"), Outline("bytearray")),
    "a set": ({1, 2}, Outline("set")),
    "a frozen set": (frozenset({1}), Outline("frozenset")),
    "an object": (object(), Outline("object")),
    "a function": (len, Outline("builtin_function_or_method")),
    "a type": (Whole, Outline("type")),
    "a type of array": (np.ndarray, Outline("object array")),
    "a dict with numbers as keys": ({1: 2}, Outline("dict", why=Why.KEY)),
    "a masked array": (np.ma.array([1.0, 2.0], mask=[0, 1]), Outline("masked array", (2,))),
    "the masked constant": (np.ma.masked, Outline("masked array")),
    "objects": (np.array([None, 1]), Outline("object array", (2,))),
    "text in an array": (np.array([["a", "bc"]]), Outline("<U2 array", (1, 2))),
    "dates": (np.array(["2024-01-01"], "M8[D]"), Outline("datetime64[D] array", (1,))),
    "long complex numbers": (np.ones(2, np.clongdouble), Outline(f"{np.dtype(np.clongdouble)} array", (2,))),
    "more axes than the wire has": (np.zeros((1,) * 40), Outline("float64 array", why=Why.MANY_AXES)),
    "records": (np.zeros(2, [("a", "f8")]), Outline("[('a', '<f8')] array", (2,))),
    "an object with an __array__ of objects": (Tensor([None]), Outline("object array", (1,))),
    "a fraction beyond every float": (Fraction(10**400), Outline("Fraction", why=Why.NO_FLOAT)),
    "a signalling decimal": (Decimal("sNaN"), Outline("Decimal", why=Why.NO_FLOAT)),
}


@pytest.mark.parametrize(("value", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_what_can_not_be_right_becomes_an_outline(value: Any, expected: Outline) -> None:
    assert plain(value, CAP) == expected


def test_what_can_not_be_right_is_outlined_in_its_place() -> None:
    assert plain([1, {"a": {2}}], CAP) == [1, {"a": Outline("set")}]


TOO_MUCH = {
    "an endless iterator": (itertools.count(), "count", Why.TOO_LONG),
    "an endless generator": ((None for _ in itertools.count()), "generator", Why.TOO_LONG),
    "endless endless iterators": ((itertools.count() for _ in itertools.count()), "generator", Why.TOO_LONG),
    "an endless mapping": (Endless(), "Endless", Why.TOO_LONG),
    "a long range": (range(10**15), "range", Why.TOO_LONG),
    "a long text": ("x" * CAP, "str", Why.TOO_LONG),
    "a long key": ({"x" * CAP: 1}, "dict", Why.TOO_LONG),
    "a huge int": (1 << 8 * CAP, "int", Why.TOO_LONG),
    "a list that holds itself twice": (cyclic(), "list", Why.TOO_DEEP),
    "a short list that is long written out": (shared(25), "list", Why.TOO_LONG),
    "a list nested too deep": (shared(40), "list", Why.TOO_DEEP),
}


@pytest.mark.parametrize(("value", "kind", "why"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_what_is_too_much_ends_as_an_outline(value: Any, kind: str, why: Why) -> None:
    assert plain(value, CAP) == Outline(kind, why=why)


@pytest.mark.parametrize("dtype", ["f8", "f2", "?", "c16", "longdouble", "O", ">f8"])
def test_an_array_too_large_still_says_its_shape_and_is_not_copied(dtype: str) -> None:
    giant = np.broadcast_to(np.zeros((), dtype), (10**6, 10**6))  # 1 TB written out, 8 bytes as it is
    outline = plain(giant, CAP)
    assert isinstance(outline, Outline)
    assert outline.shape == (10**6, 10**6)


def test_arrays_of_a_list_share_one_bound() -> None:
    one = np.zeros(CAP // 16)
    first, second, third = plain([one, one, one], CAP)
    assert type(first) is np.ndarray
    assert (second, third) == (Outline("float64 array", one.shape, Why.LARGER_ARRAY),) * 2


class Named:
    pass


Named.__name__ = "N" * 200
MANY = st.sampled_from(
    [
        set(),
        Named(),
        1,
        0.5,
        "",
        "ü",
        10**30,
        {"": 1},
        {"a": 1.0},
        [],
        np.zeros((1,) * 20),
        np.zeros((0,) * 20),
        np.zeros(1, "?"),
        np.zeros((1,) * 20, "O"),
    ]
)


@given(MANY, st.integers(1, 2000), st.integers(0, 20_000))
@settings(deadline=None, max_examples=60)
def test_an_answer_takes_no_more_bytes_than_the_judge_accepts(item: Any, count: int, cap: int) -> None:
    assert len(encode(plain([item] * count, cap))) <= cap + ERROR_BYTES
