"""The judge's end of a worker: requests out, replies in, deadlines, and what became of a worker that fell silent.

All that comes in is untrusted: a reply's sequence number, status and length are checked before its body is read.
"""

import contextlib
import os
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import msgspec

from grader.sandbox import wire
from grader.sandbox.clock import cpu_seconds
from grader.verdicts import Verdict

AHEAD_BYTES = 32 * 1024  # requests written ahead; less than any socket's buffer, so that a write seldom waits
ERROR_BYTES = 16 * 1024  # the largest description of an error, and what a frame may hold beside the answer
MAX_TYPES = 20  # of an error and those that it descends from
CHUNK = 1 << 18
STATUSES = (wire.ANSWERED, wire.RAISED)
STARVED = 4  # a worker that computes on a busy machine gets up to this many times its seconds by the wall clock


@dataclass(frozen=True)
class Request:
    """One request; `cap` bounds the answer's bytes, a `slot` other than 0 keeps arguments and answer there."""

    verb: int
    body: bytes = b""
    slot: int = 0
    cap: int = ERROR_BYTES


@dataclass(frozen=True)
class Answered:
    """The call returned `value`: plain data, decoded."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """The call raised: names of the error's types (most special first), its text, the place in what was handed in.

    `module` is a helper's name, "" for the source itself; `cell` counts from 0, `line` from 1; 0 where none is known.
    """

    types: tuple[str, ...]
    text: str = ""
    module: str = ""
    cell: int = 0
    line: int = 0


class LostWhy(Enum):
    """What became of a worker that gave no answer."""

    COMPUTING = auto()  # beyond its deadline
    WAITING = auto()  # beyond its deadline, and idle
    CPU_USED_UP = auto()  # of the whole exercise
    SIGNALLED = auto()
    EXITED = auto()
    NO_ANSWER = auto()  # sent bytes that are none
    NOT_AGAIN = auto()  # its file loaded once, and not in a second worker


TIMEOUTS = frozenset({LostWhy.COMPUTING, LostWhy.WAITING, LostWhy.CPU_USED_UP})


@dataclass(frozen=True)
class Lost:
    """There was no answer: the worker died, fell silent or sent rubbish.

    `seconds` are its deadline's, never measured ones: each run says the same. `signal` is a name (SIGSEGV), `status`
    that with which it exited. `killed`: by SIGKILL, which the system sends where memory runs out, and people do.
    """

    why: LostWhy
    seconds: float = 0.0
    signal: str = ""
    status: int = 0
    killed: bool = False

    @property
    def verdict(self) -> Verdict:
        """Return TIMEOUT or ERROR."""
        return Verdict.TIMEOUT if self.why in TIMEOUTS else Verdict.ERROR


Outcome = Answered | Raised | Lost


class WorkerLost(Exception):
    """The worker can't be used any more; `lost` says why."""

    def __init__(self, lost: Lost) -> None:
        super().__init__(lost.why.name)
        self.lost = lost


@dataclass(frozen=True)
class Limits:
    """Seconds for one call, for loading, and for all of an exercise; bytes of memory beyond the zygote's."""

    call_seconds: float = 5.0
    load_seconds: float = 10.0
    total_seconds: float = 30.0
    memory: int = 2 << 30


class _RaisedFrame(msgspec.Struct, frozen=True):
    types: list[str]
    text: str
    module: str
    cell: int
    line: int


class Channel:
    """A worker as the judge sees it: a socket, a process id, and the exit status that only the zygote can tell."""

    def __init__(self, connection: socket.socket, pid: int, exit_status: Callable[[int], int]) -> None:
        connection.setblocking(False)
        self.connection, self.pid, self.exit_status = connection, pid, exit_status
        self.readable, self.both = select.poll(), select.poll()
        self.readable.register(connection, select.POLLIN)
        self.both.register(connection, select.POLLIN | select.POLLOUT)
        self.buffer = bytearray()
        self.unsent = bytearray()
        self.sequence = 0
        self.waiting: deque[tuple[int, Request]] = deque()
        self.alive = True

    def ask(self, requests: Iterable[Request], seconds: float) -> Iterator[Answered | Raised]:
        """Yield the reply to each request, in order; raises WorkerLost where one doesn't come in `seconds`.

        Requests are written ahead while they are small, which saves a change of process for each.
        """
        waiting = self.waiting
        while waiting:  # an asker that stopped early left replies behind
            self._reply(*waiting.popleft(), seconds)
        ahead = 0
        for request in requests:
            while waiting and ahead + len(request.body) > AHEAD_BYTES:
                ahead -= len(waiting[0][1].body) + wire.REQUEST.size
                yield self._reply(*waiting.popleft(), seconds)
            self.sequence += 1
            header = wire.REQUEST.pack(request.verb, request.slot, self.sequence, request.cap, len(request.body))
            self.unsent += header + request.body
            ahead += len(header) + len(request.body)
            waiting.append((self.sequence, request))
        while waiting:
            yield self._reply(*waiting.popleft(), seconds)

    def _reply(self, sequence: int, request: Request, seconds: float) -> Answered | Raised:
        self._send()
        buffer, header = self.buffer, wire.REPLY.size
        if len(buffer) < header:
            deadline = _Deadline(self.pid, seconds)
            self._fill(header, deadline)
        else:
            deadline = None
        status, number, length = wire.REPLY.unpack_from(buffer)
        if number != sequence or status not in STATUSES or length > request.cap + ERROR_BYTES:
            raise self._ended(Lost(LostWhy.NO_ANSWER))
        if len(buffer) < header + length:
            self._fill(header + length, deadline or _Deadline(self.pid, seconds))
        body = bytes(memoryview(buffer)[header : header + length])
        del buffer[: header + length]
        try:
            value = wire.decode(body, answer=True)
            if status == wire.ANSWERED:
                return Answered(value)
            frame = msgspec.convert(value, _RaisedFrame)
        except (ValueError, msgspec.ValidationError) as error:  # WireError, or keys that aren't even UTF-8
            raise self._ended(Lost(LostWhy.NO_ANSWER)) from error
        types = tuple(wire.one_line(name, wire.MAX_KIND) for name in frame.types[:MAX_TYPES])
        return Raised(types, frame.text[:ERROR_BYTES], frame.module[:ERROR_BYTES], frame.cell, frame.line)

    def _fill(self, size: int, deadline: "_Deadline") -> None:
        """Wait until so many bytes have come in."""
        while len(self.buffer) < size:
            # What is unsent must go on while we wait, or both ends would wait for each other.
            if (self.both if self.unsent else self.readable).poll(deadline.milliseconds_left()):
                self._send()
                self._receive()
            # Looked at after bytes came in too, or one byte now and then would keep us here for hours.
            if len(self.buffer) < size and deadline.passed():
                raise self._ended(deadline.lost())

    def _send(self) -> None:
        try:
            while self.unsent:
                del self.unsent[: self.connection.send(self.unsent)]
        except BlockingIOError:
            pass
        except OSError:
            self.unsent.clear()  # it has died; reading says how

    def _receive(self) -> None:
        try:
            data = self.connection.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise self._ended(None)
        self.buffer += data

    def _ended(self, lost: Lost | None) -> WorkerLost:
        status = self.close()
        return WorkerLost(lost or died(status))

    def close(self) -> int:
        """End the process and return its wait status; 0 where it was closed before."""
        if not self.alive:
            return 0
        self.alive = False
        with contextlib.suppress(ProcessLookupError):
            # It is a zombie until the zygote reaps it below, so that the number can't be another process's.
            os.kill(self.pid, signal.SIGKILL)
        self.connection.close()
        return self.exit_status(self.pid)


class _Deadline:
    """When to give up on a reply: by the worker's CPU clock if it computes, by the wall clock if it is idle."""

    def __init__(self, pid: int, seconds: float) -> None:
        self.pid, self.seconds = pid, seconds
        self.started = time.monotonic()
        self.cpu_started: float | None = None
        self.computing = False

    def milliseconds_left(self) -> float:
        left = self.seconds - (time.monotonic() - self.started)
        if self.cpu_started is None:
            # Read on the first wait only: most replies are there before it.
            self.cpu_started = cpu_seconds(self.pid) or 0.0
        return max(left, 0.05) * 1000

    def passed(self) -> bool:
        wall = time.monotonic() - self.started
        if wall < self.seconds:
            return False
        now = cpu_seconds(self.pid)
        if now is None or self.cpu_started is None:
            return True
        used = now - self.cpu_started
        self.computing = used > wall / (2 * STARVED)
        return not self.computing or used >= 0.9 * self.seconds or wall >= STARVED * self.seconds

    def lost(self) -> Lost:
        """Return what the worker did when its time was over."""
        return Lost(LostWhy.COMPUTING if self.computing else LostWhy.WAITING, self.seconds)


def died(status: int) -> Lost:
    """Return what a worker's wait status means."""
    if not os.WIFSIGNALED(status):
        return Lost(LostWhy.EXITED, status=os.WEXITSTATUS(status))
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return Lost(LostWhy.CPU_USED_UP)
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    return Lost(LostWhy.SIGNALLED, signal=name, killed=number == signal.SIGKILL)
