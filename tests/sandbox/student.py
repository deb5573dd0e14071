"""A student's source in a real worker."""

import os
import select
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from grader.sandbox import wire
from grader.sandbox.channel import Answered, Channel, Limits, Lost, Raised, Request, WorkerLost
from grader.sandbox.launch import Zygote, load, load_request
from grader.submission import Source

PLENTY = 60.0  # seconds: so long that no right answer is late, on however busy a machine
CAP = 1 << 16


@dataclass(frozen=True)
class Student:
    """A worker, and how loading went."""

    channel: Channel
    loaded: Answered | Raised

    @property
    def found(self) -> str | None:
        assert isinstance(self.loaded, Answered), self.loaded
        found: str | None = self.loaded.value["found"]
        return found

    @property
    def notes(self) -> list[str]:
        assert isinstance(self.loaded, Answered), self.loaded
        notes: list[str] = self.loaded.value["notes"]
        return notes

    def ask(self, *requests: Request, seconds: float = PLENTY) -> list[Answered | Raised]:
        return list(self.channel.ask(requests, seconds))

    def call(self, *args: Any, seconds: float = PLENTY, **kwargs: Any) -> Answered | Raised:
        return self.ask(call(*args, **kwargs), seconds=seconds)[0]

    def value(self, *args: Any, **kwargs: Any) -> Any:
        reply = self.call(*args, **kwargs)
        assert isinstance(reply, Answered), reply
        return reply.value

    def error(self, *args: Any, **kwargs: Any) -> Raised:
        reply = self.call(*args, **kwargs)
        assert isinstance(reply, Raised), reply
        return reply

    def lost(self, *args: Any, seconds: float = PLENTY) -> Lost:
        try:
            reply = self.call(*args, seconds=seconds)
        except WorkerLost as lost:
            return lost.lost
        raise AssertionError(reply)


def call(*args: Any, slot: int = 0, cap: int = CAP, **kwargs: Any) -> Request:
    """Return the request to call the entry."""
    return Request(wire.CALL, wire.encode([list(args), kwargs]), slot, cap)


@contextmanager
def student(
    zygote: Zygote,
    *cells: str,
    modules: Mapping[str, str] | None = None,
    path: str = "ada.py",
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Iterator[Student]:
    """Yield a worker that has loaded these cells, with `f` as the entry."""
    channel = zygote.spawn(limits)
    try:
        source = Source(path, cells, tuple((modules or {}).items()))
        yield Student(channel, load(channel, load_request(source, "f"), PLENTY))
    finally:
        channel.close()


def wait_for_end(pid: int) -> None:
    """Wait until a process has ended, whoever's child it is; fails where it goes on."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        assert poll.poll(PLENTY * 1000), f"process {pid} goes on"
    finally:
        os.close(descriptor)
