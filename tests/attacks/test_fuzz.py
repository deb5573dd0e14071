"""The wire against a liar at either end: forged replies to a judge, forged requests to a worker."""

import itertools
import random
import resource
import socket
import struct
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox import wire
from grader.sandbox.channel import CHUNK, ERROR_BYTES, Answered, Channel, Limits, Lost, Raised, Request, WorkerLost
from grader.sandbox.launch import Zygote
from grader.sandbox.wire import Outline, Why

CAP = 1 << 14
SHORT = 5.0  # seconds for a reply of a liar who closes after it: never reached
NOBODY = (1 << 22) + 1  # no process has such a number: Linux ends below
MOST_BYTES = 8 << 20  # at once, for one reply: the largest that is accepted, decoded, and a part of the next


@contextmanager
def lied_to(reply: bytes) -> Iterator[Channel]:
    """Yield the judge's end of a channel over which this comes in, and then nothing more."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for side, option in ((theirs, socket.SO_SNDBUF), (ours, socket.SO_RCVBUF)):
            side.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
        theirs.setblocking(False)
        try:
            theirs.sendall(reply)
        except BlockingIOError:
            pass  # more than anyone reads
        theirs.shutdown(socket.SHUT_WR)
        yield Channel(ours, NOBODY, lambda _pid: 0)


def outcomes(reply: bytes, requests: int) -> list[Answered | Raised | Lost]:
    """Return what the judge makes of the bytes; anything but WorkerLost comes through."""
    found: list[Answered | Raised | Lost] = []
    with lied_to(reply) as channel:
        try:
            found.extend(channel.ask([Request(wire.CALL, b"N", cap=CAP)] * requests, SHORT))
        except WorkerLost as lost:
            found.append(lost.lost)
            assert not channel.alive
    return found


def frame(status: int, sequence: int, body: bytes, length: int | None = None) -> bytes:
    return wire.REPLY.pack(status, sequence, len(body) if length is None else length) + body


VALUES = (
    None,
    True,
    7,
    -(10**40),
    0.5,
    "text é",
    [1, [2.0, "x"], None],
    {"loss": 1.0, "x": np.arange(6.0).reshape(2, 3)},
    (np.zeros((0, 5)), np.arange(4, dtype=np.int32)),
    Outline("set", (2, 3), Why.TOO_LONG),
    np.float32(3.5),
)
RAISED = {"types": ["ValueError", "Exception"], "text": "no", "module": "", "cell": 0, "line": 3}
BOUNDS = (0, 1, CAP - 1, CAP, CAP + ERROR_BYTES, CAP + ERROR_BYTES + 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1)


def right(rng: random.Random, sequence: int) -> bytes:
    if rng.random() < 0.3:
        return frame(wire.RAISED, sequence, wire.encode(RAISED))
    return frame(wire.ANSWERED, sequence, wire.encode(rng.choice(VALUES)))


def flipped(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def nested(rng: random.Random) -> bytes:
    depth, tag = rng.choice((30, 33, 1_000, 3_000)), rng.choice((b"l", b"t", b"d"))
    inner = b"s\1\0\0\0k" if tag == b"d" else b""
    return frame(wire.ANSWERED, 1, (tag + struct.pack("<I", 1) + inner) * depth + b"N")


def wrong_types(rng: random.Random) -> bytes:
    odd = (None, 3.5, [1], {"a": 1}, "x\ud800", 10**1_000, Outline("a"), np.arange(3), wire.Rng(3), wire.Function("x"))
    raised = {key: rng.choice(odd) if rng.random() < 0.5 else value for key, value in RAISED.items()}
    raised |= {rng.choice(("types", "text", "\ud800", "more", "")): rng.choice(odd)}
    return frame(wire.RAISED, 1, wire.encode(rng.choice([raised, rng.choice(odd)])))


def array(rng: random.Random) -> bytes:
    axes = rng.choice((0, 1, 2, 3, 31, 32, 33, 64, 255))
    sides = [rng.choice((0, 1, 2, -1, 2**31, 2**62, 2**63 - 1)) for _ in range(axes)]
    head = bytes([rng.randrange(20), rng.randrange(6), rng.randrange(256), axes])
    return frame(wire.ANSWERED, 1, b"a" + head + struct.pack(f"<{axes}q", *sides) + rng.randbytes(rng.randrange(64)))


def counted(rng: random.Random) -> bytes:
    """A count that promises more, or just as much, as there is."""
    body = rng.choice((b"l", b"t", b"d", b"s", b"I", b"c", b"o")) + struct.pack("<I", rng.choice((1, 99, 2**32 - 1)))
    return frame(wire.ANSWERED, 1, body + rng.choice((b"N", b"f" * 8, b"l\1\0\0\0")) * rng.randrange(100))


# What a liar sends, and what becomes of it: None where it may be anything that is allowed.
LIES: dict[str, Callable[[random.Random], bytes]] = {
    "right": lambda rng: right(rng, 1) + right(rng, 2),
    "another number": lambda rng: right(rng, rng.choice((0, 2, 3, 2**32 - 1))),
    "early": lambda rng: right(rng, 2) + right(rng, 1),
    "twice": lambda rng: right(rng, 1) * 2,
    "late": lambda rng: b"\0" * rng.randint(1, 15) + right(rng, 1),
    "oversize": lambda rng: frame(rng.choice((1, 2)), 1, b"N" * rng.randrange(100), rng.choice(BOUNDS[3:])),
    "wrong length": lambda rng: frame(wire.ANSWERED, 1, wire.encode(rng.choice(VALUES)), rng.randrange(200)),
    "cut": lambda rng: (whole := right(rng, 1))[: rng.randrange(len(whole))],
    "bits": lambda rng: flipped(rng, right(rng, 1)) + right(rng, 2),
    "deep": nested,
    "wrong types": wrong_types,
    "array": array,
    "count": counted,
    "rubbish": lambda rng: rng.randbytes(rng.randrange(400)),
    "rubbish in a frame": lambda rng: frame(rng.choice((1, 2)), 1, rng.randbytes(rng.randrange(400))),
    "a wide list": lambda rng: frame(wire.ANSWERED, 1, b"l" + struct.pack("<I", CAP) + rng.choice((b"N", b"T")) * CAP),
    "other status": lambda rng: frame(rng.choice((0, 3, 255)), 1, b"N"),
    "flood": lambda rng: rng.choice((b"\0", b"\xff", b"\1\0\0\0\1\0\0\0")) * (1 << 17),
}


def lie(seed: int) -> None:
    """Check one lie, of the kind and content that the seed decides."""
    rng = random.Random(seed)
    kind = list(LIES)[seed % len(LIES)]
    found = outcomes(LIES[kind](rng), requests=2)
    assert 1 <= len(found) <= 2
    assert not any(isinstance(one, Lost) for one in found[:-1])
    if kind == "right":
        assert not isinstance(found[-1], Lost)
    if kind in ("another number", "early", "oversize", "other status", "flood"):
        assert isinstance(found[0], Lost), (kind, found)
    for one in found:
        if isinstance(one, Raised):
            assert isinstance(one.types, tuple)
            assert isinstance(one.text + one.module, str)


def lies(seeds: range) -> None:
    """Check lies, and that memory doesn't grow with them."""
    for seed in seeds[: 2 * len(LIES)]:
        lie(seed)  # what is made once
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for seed in seeds:
        lie(seed)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10  # KiB


def test_a_thousand_lies_of_a_worker_are_answers_errors_or_a_lost_worker() -> None:
    lies(range(1_000))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_ten_thousand_lies_of_a_worker_are_answers_errors_or_a_lost_worker(part: int) -> None:
    lies(range(2_500 * part, 2_500 * (part + 1)))


@pytest.mark.parametrize("kind", LIES)
def test_a_lie_takes_no_more_memory_than_an_answer(kind: str) -> None:
    reply = LIES[kind](random.Random(kind))
    outcomes(reply, 2)
    tracemalloc.start()
    try:
        outcomes(reply, 2)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES + CHUNK
    finally:
        tracemalloc.stop()


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 2**32 - 1), st.binary(max_size=60)), max_size=4))
@settings(deadline=None, max_examples=200)
def test_any_frames_are_answers_errors_or_a_lost_worker(frames: list[tuple[int, int, bytes]]) -> None:
    found = outcomes(b"".join(itertools.starmap(frame, frames)), requests=3)
    assert len(found) <= 3
    assert isinstance(found[-1], Answered | Raised | Lost)


@given(st.binary(max_size=300), st.sampled_from([wire.ANSWERED, wire.RAISED]))
@settings(deadline=None, max_examples=200)
def test_any_body_is_an_answer_an_error_or_a_lost_worker(body: bytes, status: int) -> None:
    (found,) = outcomes(frame(status, 1, body), requests=1)
    if isinstance(found, Answered):
        assert status == wire.ANSWERED
    elif isinstance(found, Raised):
        assert status == wire.RAISED


def test_a_described_error_is_short_names_on_one_line() -> None:
    raised = {"types": ["E\nactual 0\u2028\ud800" * 50] * 30, "text": "t", "module": "", "cell": 0, "line": 3}
    (found,) = outcomes(frame(wire.RAISED, 1, wire.encode(raised)), requests=1)
    assert isinstance(found, Raised)
    assert len(found.types) <= 20
    for name in found.types:
        assert len(name) <= 80
        assert len(name.splitlines()) == 1
        name.encode()  # no half of a surrogate pair


def test_an_outline_says_little_and_on_one_line() -> None:
    outline = Outline("set\nPASS" * 500, (2,))
    (found,) = outcomes(frame(wire.ANSWERED, 1, wire.encode(outline)), requests=1)
    assert isinstance(found, Answered)
    assert len(found.value.kind) <= 80
    assert "\n" not in found.value.kind


@pytest.mark.parametrize("value", [wire.Rng(3), wire.Function("x"), [wire.Rng(3)], {"a": (wire.Function("x"),)}])
def test_what_only_a_judge_sends_is_no_answer(value: object) -> None:
    (found,) = outcomes(frame(wire.ANSWERED, 1, wire.encode(value)), requests=1)
    assert isinstance(found, Lost)


@pytest.mark.parametrize("shape", [(10**15, 0), (2**59, 0), (0, 10**4, 10**4)])
def test_rows_of_nothing_beyond_all_measure_are_no_answer(shape: tuple[int, ...]) -> None:
    body = b"a" + bytes([11, 0, 1, len(shape)]) + struct.pack(f"<{len(shape)}q", *shape)
    (found,) = outcomes(frame(wire.ANSWERED, 1, body), requests=1)
    assert isinstance(found, Lost)


# The other way: requests that no judge sends, to a real worker


def odd_request(rng: random.Random) -> bytes:
    body = wire.encode([[rng.choice(VALUES[:7])], {}])
    kind = rng.randrange(6)
    if kind == 0:
        body = flipped(rng, body)
    if kind == 1:
        body = rng.randbytes(rng.randrange(200))
    if kind == 2:
        body = body[: rng.randrange(len(body))]
    if kind == 3:
        body = b"a" + bytes([11, rng.randrange(5), rng.randrange(4), 2]) + struct.pack("<qq", 2**40, 2**40)
    verb = rng.choice((0, *range(1, 7), 7, 255)) if kind == 4 else rng.randint(2, 5)
    slot, cap = rng.choice((0, 1, 65535)), rng.choice((0, 100, CAP, 2**64 - 1) if kind == 5 else (CAP,))
    return wire.REQUEST.pack(verb, slot, rng.randrange(2**32), cap, len(body)) + body


def replies(connection: socket.socket, count: int, patience: float) -> int:
    """Return how many replies come, until the worker has gone; fails where it falls silent."""
    deadline = time.monotonic() + patience
    data = bytearray()
    found = 0
    while found < count:
        connection.settimeout(max(0.01, deadline - time.monotonic()))
        more = connection.recv(1 << 16)  # raises TimeoutError where nothing comes
        if not more:
            return found
        data += more
        while len(data) >= wire.REPLY.size:
            status, _, length = wire.REPLY.unpack_from(data)
            assert status in (wire.ANSWERED, wire.RAISED)
            assert length < 1 << 20
            if len(data) < wire.REPLY.size + length:
                break
            del data[: wire.REPLY.size + length]
            found += 1
    return found


@pytest.mark.parametrize("seed", range(4))
def test_a_worker_answers_odd_requests_or_dies_and_never_hangs(zygote: Zygote, seed: int) -> None:
    rng = random.Random(seed)
    channel = zygote.spawn(Limits())
    try:
        channel.connection.setblocking(True)
        for _ in range(100):
            channel.connection.sendall(odd_request(rng))
            if replies(channel.connection, 1, patience=60) == 0:
                channel.close()  # it has died: the next one goes on
                channel = zygote.spawn(Limits())
                channel.connection.setblocking(True)
        # A header that promises more than comes: when the judge goes, so does the worker.
        channel.connection.sendall(wire.REQUEST.pack(wire.CALL, 0, 1, CAP, 2**62))
        channel.connection.shutdown(socket.SHUT_WR)
        assert replies(channel.connection, 1, patience=60) == 0
    finally:
        channel.close()
