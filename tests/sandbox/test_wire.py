import struct
import tracemalloc
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox import wire
from grader.sandbox.wire import DTYPES, FULL, Function, Outline, Rng, Why, WireError, decode, encode, layout_of

TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
# A Python object takes more than its bytes on the wire (a dict of one key some 250 for 12), but a bounded number.
PER_BYTE, BESIDE = 100, 64 * 1024


@st.composite
def arrays(draw: st.DrawFn) -> npt.NDArray[Any]:
    """Return an array of raw bits, so of every NaN there is, in some layout, perhaps read-only."""
    dtype = draw(st.sampled_from(DTYPES))
    shape = tuple(draw(st.lists(st.integers(0, 4), max_size=4)))
    size = int(np.prod(shape, dtype=int))
    bits = np.random.default_rng(draw(st.integers(0, 99))).bytes(size * dtype.itemsize)
    array = np.frombuffer(bits, "u1") & 1 if dtype.kind == "b" else np.frombuffer(bits, dtype)
    turned = turn(array.view(dtype).reshape(shape).copy(), draw(st.sampled_from(TURNS)))
    turned.flags.writeable = draw(st.booleans())
    return turned


TURNS = ("as it is", "Fortran", "transposed", "every other", "reversed", "one axis reversed", "window")


def turn(array: npt.NDArray[Any], how: str) -> npt.NDArray[Any]:
    if how == "Fortran":
        return np.asfortranarray(array)
    if how == "transposed":
        return array.T
    if array.ndim == 0 or how == "as it is":
        return array
    views = {"every other": np.s_[..., ::2], "reversed": np.s_[::-1], "one axis reversed": np.s_[..., ::-1]}
    return array[views.get(how, np.s_[..., 1:])]


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**70), 2**70),
    st.integers(0, 10).map(lambda n: 7**n * 10**400),
    st.floats(allow_nan=True),
    TEXT,
    st.integers(-(2**63), 2**63 - 1).map(Rng),
    TEXT.map(Function),
    st.builds(Outline, TEXT, st.lists(st.integers(0, 2**60), max_size=3).map(tuple), st.sampled_from(Why)),
    arrays(),
    arrays().map(lambda a: a.reshape(-1)[0] if a.size else a),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(TEXT, inner, max_size=4),
    ),
    max_leaves=8,
)


def same(left: Any, right: Any) -> bool:
    """Return whether two values have one type and one content, to the bit."""
    if type(left) is not type(right):
        return False
    if isinstance(left, np.ndarray | np.generic):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    if isinstance(left, float):
        return struct.pack("<d", left) == struct.pack("<d", right)
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


@given(VALUES)
@settings(deadline=None)
def test_every_value_comes_back_as_it_was(value: Any) -> None:
    assert same(decode(encode(value)), value)


@given(arrays())
@settings(deadline=None)
def test_a_worker_gets_an_array_with_its_layout_and_writeable_flag(array: npt.NDArray[Any]) -> None:
    made = decode(encode(array), make=True)
    assert same(made, array)
    assert layout_of(made) == layout_of(array)
    assert made.flags.writeable == array.flags.writeable


@given(arrays())
@settings(deadline=None)
def test_the_judge_gets_every_array_in_c_order_and_its_own(array: npt.NDArray[Any]) -> None:
    data = bytearray(encode(array))
    got = decode(data)
    data[:] = b"\xff" * len(data)
    assert layout_of(got) == FULL
    assert same(got, np.ascontiguousarray(array).reshape(array.shape))


@pytest.mark.parametrize("turned", TURNS)
def test_each_layout_is_drawn_as_what_its_name_says(turned: str) -> None:
    array = turn(np.arange(12.0).reshape(3, 4), turned)
    expected = {
        "as it is": wire.FULL,
        "Fortran": wire.FORTRAN,
        "transposed": wire.FORTRAN,
        "reversed": wire.REVERSED,
        "one axis reversed": wire.REVERSED,
    }
    assert layout_of(array) == expected.get(turned, wire.STRIDED)


@given(st.integers(0, 2**51 - 1), st.booleans())
@settings(deadline=None)
def test_a_nan_keeps_its_payload(payload: int, negative: bool) -> None:
    bits = struct.pack("<Q", payload | 0x7FF8 << 48 | negative << 63)
    (nan,) = struct.unpack("<d", bits)
    got = decode(encode([nan, np.frombuffer(bits, "f8")]))
    assert struct.pack("<d", got[0]) == bits
    assert got[1].tobytes() == bits


def test_a_generator_made_in_a_worker_has_the_stream_of_its_seed() -> None:
    expected = np.random.Generator(np.random.PCG64(7)).random(5)
    assert decode(encode(Rng(7)), make=True).random(5).tolist() == expected.tolist()


def test_a_function_made_in_a_worker_is_the_last_one_that_its_source_defines() -> None:
    source = "def twice(x):\n    return 2 * x\n\ndef thrice(x):\n    return np.add(twice(x), x)\n"
    assert decode(encode(Function(source)), make=True)(np.array([1.0, 2.0])).tolist() == [3.0, 6.0]


def test_the_judge_makes_no_function_of_what_a_worker_sends() -> None:
    hostile = Function("raise SystemExit('run')\n")
    assert decode(encode([hostile, Rng(1)])) == [hostile, Rng(1)]


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        1j,
        Text("a"),
        {1: 2},
        {Text("a"): 1},
        [object()],
        np.array(["a"]),
        np.array([object()]),
        np.array([1.0], ">f8"),
        np.array([1.0], np.longdouble),
        np.array(["2024-01-01"], "M8[D]"),
        np.ma.array([1.0]),
        np.str_("a"),
        np.float64,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_of_another_type_has_no_bytes(value: Any) -> None:
    with pytest.raises(WireError, match="has no bytes"):
        encode(value)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_nesting_has_a_bound_in_both_directions() -> None:
    assert same(decode(encode(nested(wire.MAX_DEPTH))), nested(wire.MAX_DEPTH))
    with pytest.raises(WireError, match="nested"):
        encode(nested(wire.MAX_DEPTH + 1))
    with pytest.raises(WireError, match="nested"):
        decode(b"l\x01\x00\x00\x00" * 100_000 + b"N")


def decoded_within_its_bytes(data: bytes) -> Any:
    """Return the value, or None where the bytes are none; fails on any other error and on greedy memory."""
    tracemalloc.start()
    try:
        return decode(data)
    except WireError:
        return None
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak <= PER_BYTE * len(data) + BESIDE


@given(VALUES)
@settings(deadline=None, max_examples=50)
def test_a_value_that_is_cut_short_is_no_value(value: Any) -> None:
    data = encode(value)
    for size in range(len(data)):
        with pytest.raises(WireError):
            decode(data[:size])


@given(VALUES, st.binary(min_size=1, max_size=4))
@settings(deadline=None, max_examples=50)
def test_bytes_after_the_value_are_refused(value: Any, rest: bytes) -> None:
    with pytest.raises(WireError, match="after the value"):
        decode(encode(value) + rest)


@given(VALUES, st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4))
@settings(deadline=None, max_examples=400)
def test_changed_bytes_give_a_value_or_a_wire_error(value: Any, changes: list[tuple[int, int]]) -> None:
    data = bytearray(encode(value))
    for place, byte in changes:
        data[place % len(data)] = byte
    decoded_within_its_bytes(bytes(data))


@given(st.lists(st.sampled_from([b"NTFiIfsaltdrco", b"\x00\x01\x02\x03", b"\xff\x7f\x80 0"]).flatmap(st.sampled_from)))
@settings(deadline=None, max_examples=400)
def test_arbitrary_bytes_give_a_value_or_a_wire_error(data: list[int]) -> None:
    decoded_within_its_bytes(bytes(data))


def array_bytes(shape: tuple[int, ...], data: bytes = b"", code: int = 11, layout: int = 0, axes: int = -1) -> bytes:
    head = struct.pack("<BBBB", code, layout, wire.WRITEABLE, len(shape) if axes < 0 else axes)
    return b"a" + head + struct.pack(f"<{len(shape)}q", *shape) + data


HUGE = 2**62
FORGED = {
    "a side larger than its bytes": array_bytes((2,), bytes(8)),
    "a side smaller than its bytes": array_bytes((1,), bytes(16)),
    "a petabyte": array_bytes((1 << 50,)),
    "sides whose product overflows to 0": array_bytes((HUGE, 4)),
    "sides whose product overflows to 8 bytes": array_bytes((2**61 + 1, 8), bytes(64)),
    "huge sides beside a 0": array_bytes((HUGE, HUGE, 0)),
    "a negative side": array_bytes((-1,), bytes(8)),
    "two negative sides": array_bytes((-1, -1), bytes(8)),
    "a negative side beside a 0": array_bytes((0, -5)),
    "more axes than NumPy has": array_bytes((1,) * 200, bytes(8)),
    "fewer sides than axes": array_bytes((1,), axes=2),
    "an unknown dtype": array_bytes((1,), bytes(8), code=len(DTYPES)),
    "an unknown layout": array_bytes((1,), bytes(8), layout=9),
    "a list of four thousand million": b"l\xff\xff\xff\xff" + b"N" * 50,
    "a tuple of four thousand million": b"t\xff\xff\xff\xff",
    "a dict of four thousand million": b"d\xff\xff\xff\xff" + b"s\x00\x00\x00\x00N",
    "a text of four gigabytes": b"s\xff\xff\xff\xffabc",
    "text that is not UTF-8": b"s\x02\x00\x00\x00\xff\xfe",
    "an integer of no digits": b"I\x00\x00\x00\x00",
    "an integer of other letters": b"I\x02\x00\x00\x00xy",
    "a key that is a number": b"d\x01\x00\x00\x00i" + bytes(8) + b"N",
    "a key twice": b"d\x02\x00\x00\x00" + b"s\x01\x00\x00\x00aN" * 2,
    "an outline of two hundred axes": b"o\x01\x00\x00\x00as\x00\x00\x00\x00\xc8\x00\x00\x00" + bytes(1600),
    "an outline with a negative side": b"o\x00\x00\x00\x00s\x00\x00\x00\x00\x01\x00\x00\x00" + b"\xff" * 8,
    "an unknown tag": b"z",
    "a pickle": b"\x80\x04N.",
    "nothing": b"",
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED.keys())
def test_forged_bytes_are_refused_before_anything_is_allocated(data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            decode(data)
        assert tracemalloc.get_traced_memory()[1] < BESIDE
    finally:
        tracemalloc.stop()


def test_more_items_than_an_answer_may_hold_are_refused() -> None:
    count = wire.MAX_NODES + 1
    with pytest.raises(WireError, match="too many items"):
        decode(b"l" + struct.pack("<I", count) + b"N" * count)


@pytest.mark.parametrize("array", [np.ones((2, 3)).T, np.arange(6.0)[::2], np.arange(6.0)[::-1]])
def test_a_law_gets_arrays_in_their_layout_to_write_to_and_a_seed_as_it_is(array: Any) -> None:
    array.flags.writeable = False
    found, rng = wire.decode(wire.encode([array, wire.Rng(7)]), layout=True)
    assert wire.layout_of(found) == wire.layout_of(array) != wire.FULL
    assert found.flags.writeable
    assert rng == wire.Rng(7)
