"""The bytes between judge and worker: typed values, nothing that can be executed.

A value is a tag and its payload. Arrays carry dtype, layout and the writeable flag, so that a worker hands a student's
function the same kind of array that the case's author wrote. Whatever a worker sends is untrusted: every count is
checked against the bytes that are there before anything is allocated.
"""

import math
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

REQUEST = struct.Struct("<BxHIQQ")  # verb, slot, sequence number, cap on the answer in bytes, length of the body
REPLY = struct.Struct("<BxxxIQ")  # status, sequence number, length of the body

# Verbs of a request. A slot other than 0 keeps arguments and answer in the worker, under that number.
LOAD, CALL, HELD, AGAIN, KEPT, OUTPUT = range(1, 7)
# Statuses of a reply: a value; a `Raised` as a dict.
ANSWERED, RAISED = range(1, 3)

MAX_DEPTH = 32
MAX_NODES = 1_000_000
MAX_DIMS = 32
MAX_KIND = 80  # characters of an outline
MAX_BITS = 1 << 12  # of an integer: 1,233 digits; beyond 4,300 Python refuses to write one out
DTYPES = tuple(
    np.dtype(name) for name in ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
)
CODES = {dtype: code for code, dtype in enumerate(DTYPES)}
FULL, FORTRAN, STRIDED, REVERSED = range(4)
WRITEABLE, SCALAR = 1, 2

_INT64 = struct.Struct("<q")
_FLOAT = struct.Struct("<d")
_COUNT = struct.Struct("<I")
_ARRAY = struct.Struct("<BBBB")  # dtype, layout, flags, number of axes
_OUTLINE = struct.Struct("<BI")  # why, number of axes
_SHAPES = tuple(struct.Struct(f"<{axes}q") for axes in range(MAX_DIMS + 1))
_ITEM_SIZES = tuple(dtype.itemsize for dtype in DTYPES)
_TEXT = ord("s")
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


class WireError(ValueError):
    """The bytes are no value, or the value has no bytes."""


@dataclass(frozen=True)
class Rng:
    """A `numpy.random.Generator` that is made in the worker, from this seed."""

    seed: int


@dataclass(frozen=True)
class Function:
    """A function that is made in the worker from NumPy source text of the corpus: the last one it defines."""

    source: str


class Why(IntEnum):
    """Why a value doesn't cross the wire, where its type alone doesn't say it."""

    KIND = 0
    TOO_LONG = 1  # takes more bytes than any right answer
    TOO_DEEP = 2
    LARGER_ARRAY = 3  # than any right answer; its shape is told
    MANY_AXES = 4
    HUGE_INTEGER = 5
    NO_FLOAT = 6  # a number that no float holds
    KEY = 7  # a dict with a key that is no text


@dataclass(frozen=True)
class Outline:
    """What a value looked like that doesn't cross the wire: too large, or of no type that can be right."""

    kind: str
    shape: tuple[int, ...] = ()
    why: Why = Why.KIND


_WHYS = frozenset(map(int, Why))


def made(value: "Rng | Function") -> Any:
    """Return the generator or function that a wire value stands for."""
    if isinstance(value, Rng):
        return np.random.Generator(np.random.PCG64(value.seed))
    names: dict[str, Any] = {"np": np}
    exec(compile(value.source, "<function>", "exec"), names)  # noqa: S102 - text of our own corpus
    functions = [v for k, v in names.items() if callable(v) and not k.startswith("_")]
    return functions[-1]


def one_line(text: str, most: int) -> str:
    """Return the text's beginning without line ends or lone surrogates: it will stand within a line of ours."""
    return " ".join(text[:most].encode(errors="replace").decode().split())


def entries_around(shape: tuple[int, ...]) -> int:
    """Return how many lists an empty array would be: it takes no bytes, however many rows of nothing it has."""
    return math.prod(side or 1 for side in shape)


def encode(value: Any) -> bytes:
    """Return the bytes of a value; raises WireError where it has none."""
    out: list[bytes] = []
    _encode(value, out, 0)
    return b"".join(out)


def _encode(value: Any, out: list[bytes], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise WireError(f"nested deeper than {MAX_DEPTH}")
    encoder = _ENCODERS.get(type(value))
    if encoder is not None:
        encoder(value, out, depth)
    elif isinstance(value, np.generic):
        _encode_array(np.asarray(value), out, SCALAR)
    else:
        raise WireError(f"a {type(value).__name__} has no bytes")


def _encode_int(value: int, out: list[bytes], _: int) -> None:
    if _SMALLEST <= value <= _LARGEST:
        out.append(b"i" + _INT64.pack(value))
    elif value.bit_length() > MAX_BITS:
        raise WireError(f"an integer of more than {MAX_BITS} bits has no bytes")
    else:
        _encode_text(b"I", f"{value:x}", out)


def _encode_text(tag: bytes, text: str, out: list[bytes]) -> None:
    data = text.encode("utf-8", "surrogatepass")
    out.append(tag + _COUNT.pack(len(data)) + data)


def layout_of(array: npt.NDArray[Any]) -> int:
    """Return the layout that a worker rebuilds: C or Fortran order, spread out, or turned round."""
    flags = array.flags
    if flags.c_contiguous:
        return FULL
    if flags.f_contiguous:
        return FORTRAN
    return REVERSED if any(step < 0 for step in array.strides) else STRIDED


def _encode_array(array: npt.NDArray[Any], out: list[bytes], flags: int = 0) -> None:
    code = CODES.get(array.dtype)
    if code is None or array.ndim > MAX_DIMS:
        raise WireError(f"an array of {array.dtype} with {array.ndim} axes has no bytes")
    flags |= WRITEABLE if array.flags.writeable else 0
    head = _ARRAY.pack(code, layout_of(array), flags, array.ndim)
    out.append(b"a" + head + _SHAPES[array.ndim].pack(*array.shape) + array.tobytes())


def _encode_items(tag: bytes) -> Callable[[Any, list[bytes], int], None]:
    def encoder(value: Any, out: list[bytes], depth: int) -> None:
        out.append(tag + _COUNT.pack(len(value)))
        for item in value:
            _encode(item, out, depth + 1)

    return encoder


def _encode_dict(value: dict[Any, Any], out: list[bytes], depth: int) -> None:
    out.append(b"d" + _COUNT.pack(len(value)))
    for key, item in value.items():
        if type(key) is not str:
            raise WireError(f"a dict with a {type(key).__name__} as key has no bytes")
        _encode_text(b"s", key, out)
        _encode(item, out, depth + 1)


def _encode_outline(value: Outline, out: list[bytes], _: int) -> None:
    _encode_text(b"o", value.kind, out)
    out.append(_OUTLINE.pack(value.why, len(value.shape)) + struct.pack(f"<{len(value.shape)}q", *value.shape))


_ENCODERS: dict[type, Callable[[Any, list[bytes], int], None]] = {
    type(None): lambda _value, out, _depth: out.append(b"N"),
    bool: lambda value, out, _: out.append(b"T" if value else b"F"),
    int: _encode_int,
    float: lambda value, out, _: out.append(b"f" + _FLOAT.pack(value)),
    str: lambda value, out, _: _encode_text(b"s", value, out),
    np.ndarray: lambda value, out, _: _encode_array(value, out),
    list: _encode_items(b"l"),
    tuple: _encode_items(b"t"),
    dict: _encode_dict,
    Rng: lambda value, out, _: out.append(b"r" + _INT64.pack(value.seed)),
    Function: lambda value, out, _: _encode_text(b"c", value.source, out),
    Outline: _encode_outline,
}


def decode(data: bytes | memoryview, *, make: bool = False, layout: bool = False, answer: bool = False) -> Any:
    """Return the value of these bytes; raises WireError where they are none.

    With `make` (in a worker) generators and functions are made, and arrays get their layout and writeable flag; else
    `Rng` and `Function` stay what they are, and arrays are in C order, or with `layout` in theirs. An `answer` of a
    worker's holds neither, and in few words.
    """
    reader = _Reader(data, make, layout, answer)
    try:
        value = reader.value(0)
    except struct.error as error:
        raise WireError("cut short") from error
    if reader.at != reader.size:
        raise WireError(f"{reader.size - reader.at} bytes after the value")
    return value


class _Reader:
    """A place in the bytes; each method reads one thing and moves on. Beyond the end `unpack_from` raises struct.error.

    This is the way of every argument and answer: it reads in place, without a slice for each number.
    """

    def __init__(self, data: bytes | memoryview, make: bool, layout: bool, answer: bool) -> None:
        self.data, self.size, self.make, self.layout, self.answer = data, len(data), make, make or layout, answer
        self.at = self.nodes = 0

    def count(self) -> int:
        found: int = _COUNT.unpack_from(self.data, self.at)[0]
        self.at += _COUNT.size
        return found

    def text(self, _depth: int = 0) -> str:
        start = self.at + _COUNT.size
        end = start + self.count()
        if end > self.size:
            raise WireError("cut short")
        self.at = end
        try:
            text = str(self.data[start:end], "utf-8", "surrogatepass")
            # As the literals of a source are: a student may have written `padding is "same"`, which works for them.
            return sys.intern(text) if self.make else text
        except UnicodeDecodeError as error:
            raise WireError("text that is not UTF-8") from error

    def shape(self, axes: int) -> tuple[int, ...]:
        if axes > MAX_DIMS:
            raise WireError(f"{axes} axes")
        shape: tuple[int, ...] = _SHAPES[axes].unpack_from(self.data, self.at)
        self.at += 8 * axes
        if axes and min(shape) < 0:
            raise WireError("a negative side")
        return shape

    def value(self, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("nested too deep, or too many items")
        if self.at >= self.size:
            raise WireError("cut short")
        tag = self.data[self.at]
        reader = _DECODERS.get(tag)
        if reader is None:
            raise WireError(f"unknown tag {tag}")
        self.at += 1
        return reader(self, depth)

    def integer(self, _depth: int = 0) -> int:
        self.at += 8
        whole: int = _INT64.unpack_from(self.data, self.at - 8)[0]
        return whole

    def float(self, _depth: int) -> float:
        self.at += 8
        number: float = _FLOAT.unpack_from(self.data, self.at - 8)[0]
        return number

    def items(self, depth: int) -> list[Any]:
        count = self.count()
        if count > self.size - self.at:
            raise WireError("cut short")
        return [self.value(depth + 1) for _ in range(count)]

    def mark(self) -> bool:
        """Return whether a text comes next, and pass its tag."""
        self.at += 1
        return self.at <= self.size and self.data[self.at - 1] == _TEXT

    def mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _ in range(self.count()):
            if not self.mark():
                raise WireError("a key that is no text")
            key = self.text()
            if key in found:
                raise WireError("a key twice")
            found[key] = self.value(depth + 1)
        return found

    def array(self, _depth: int) -> Any:
        code, layout, flags, axes = _ARRAY.unpack_from(self.data, self.at)
        if code >= len(DTYPES) or layout > REVERSED:
            raise WireError("an unknown dtype or layout")
        self.at += _ARRAY.size
        shape = self.shape(axes)
        start, entries = self.at, math.prod(shape)
        if not entries and entries_around(shape) > MAX_NODES:
            raise WireError("an empty array with too many sides of nothing")
        if start + entries * _ITEM_SIZES[code] > self.size:
            raise WireError("cut short")
        self.at += entries * _ITEM_SIZES[code]
        try:
            # An empty array's bytes may begin where the buffer ends.
            numbers = np.frombuffer(self.data if entries else b"", DTYPES[code], entries, start if entries else 0)
            plain = numbers if axes == 1 else numbers.reshape(shape)
        except ValueError as error:  # sides whose product NumPy can't hold, beside a 0
            raise WireError("an impossible shape") from error
        if flags & SCALAR and not shape:
            return plain[()]
        if not self.layout:
            return plain.copy()
        array = laid_out(plain, layout)
        if self.make and not flags & WRITEABLE:
            array.flags.writeable = False
        return array

    def outline(self, _depth: int) -> Outline:
        kind = self.text()
        why, axes = _OUTLINE.unpack_from(self.data, self.at)
        if why not in _WHYS:
            raise WireError("an outline without a reason")
        self.at += _OUTLINE.size
        return Outline(one_line(kind, MAX_KIND) if self.answer else kind, self.shape(axes), Why(why))

    def big(self, _depth: int) -> int:
        try:
            whole = int(self.text(), 16)
        except ValueError as error:
            raise WireError("an integer without digits") from error
        if whole.bit_length() > MAX_BITS:
            raise WireError("an integer that is too long")
        return whole

    def rng(self, _depth: int) -> Any:
        return self.made(Rng(self.integer()))

    def function(self, _depth: int) -> Any:
        return self.made(Function(self.text()))

    def made(self, value: Rng | Function) -> Any:
        if self.answer:
            raise WireError("a generator or function is no answer")
        return made(value) if self.make else value


def laid_out(plain: npt.NDArray[Any], layout: int) -> npt.NDArray[Any]:
    """Return a fresh array of these values in that layout."""
    if layout == FORTRAN:
        return plain.copy(order="F")
    if layout == STRIDED and plain.ndim:
        wide = np.zeros((*plain.shape[:-1], 2 * plain.shape[-1]), plain.dtype)
        wide[..., ::2] = plain
        return wide[..., ::2]
    if layout == REVERSED and plain.ndim:
        every = (slice(None, None, -1),) * plain.ndim
        return np.ascontiguousarray(plain[every])[every]
    return plain.copy()


_DECODERS: dict[int, Callable[[_Reader, int], Any]] = {
    ord("N"): lambda _reader, _depth: None,
    ord("T"): lambda _reader, _depth: True,
    ord("F"): lambda _reader, _depth: False,
    ord("i"): _Reader.integer,
    ord("I"): _Reader.big,
    ord("f"): _Reader.float,
    ord("s"): _Reader.text,
    ord("a"): _Reader.array,
    ord("l"): _Reader.items,
    ord("t"): lambda reader, depth: tuple(reader.items(depth)),
    ord("d"): _Reader.mapping,
    ord("r"): _Reader.rng,
    ord("c"): _Reader.function,
    ord("o"): _Reader.outline,
}
