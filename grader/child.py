"""A Python process of ours that is asked in JSON, answers in JSON lines, and never outlives whoever asks.

Intake, preparing and shrinking are such processes. Each has a client, messages that both ends share, and a thin
`__main__`; what goes between them is texts and numbers, in ASCII, since a path may hold bytes that no UTF-8 has.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import msgspec

LONGEST_END = 5.0  # seconds that a process gets to end by itself, once it isn't asked any more


class ChildLost(Exception):
    """The process ended before it had answered, or its answer is none."""


def python(module: str) -> tuple[str, ...]:
    """Return the command that runs a module; it looks for none in the current folder, where a student's may lie."""
    return (sys.executable, "-P", "-m", module)


def to_json(message: Any) -> bytes:
    """Return a message as one line."""
    return json.dumps(msgspec.to_builtins(message)).encode("ascii") + b"\n"


def from_json(data: bytes, kind: Any) -> Any:
    """Return the message of a line; raises ChildLost where it is none of this kind."""
    try:
        return msgspec.convert(json.loads(data), kind)
    except (ValueError, RecursionError) as error:  # msgspec's and json's errors are ValueErrors
        raise ChildLost(f"said what is no message: {error}") from error


class Child:
    """The asking end. To be used in a `with`, or ended by `kill`: at an error or an interrupt nothing is waited for.

    With `heard`, what the process says on standard error is kept, for `last_words`.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, *, heard: bool = False
    ) -> None:
        self._said = tempfile.TemporaryFile() if heard else None  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said or subprocess.DEVNULL,
            env=environment,
        )
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        assert self._process.stdout is not None  # noqa: S101
        self._input, self._output = self._process.stdin, self._process.stdout

    def __enter__(self) -> Self:
        """Return the process."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process: in its own time where all went well, at once where it didn't."""
        if kind is None:
            self.wait()
        self.kill()

    def ask(self, data: bytes, *, last: bool = False) -> None:
        """Send a message, the `last` one or one of several; raises ChildLost."""
        try:
            self._input.write(data)
            self._input.flush()
            if last:
                self._input.close()
        except OSError as error:
            raise ChildLost("ended before it was asked") from error

    def line(self, most: int = -1) -> bytes:
        """Return the next line, of at most so many bytes; raises ChildLost at the end, and where it has no end."""
        line = b"" if self._output.closed else self._output.readline(most)
        if not line.endswith(b"\n"):
            raise ChildLost("ended")
        return line

    def lines(self) -> Iterator[bytes]:
        """Yield the lines that are left; one that is cut off isn't among them."""
        with suppress(ChildLost):
            while True:
                yield self.line()

    def wait(self) -> int | None:
        """Return the exit status, once nothing more is asked; None where the process doesn't end by itself."""
        with suppress(OSError):
            self._input.close()
        try:
            return self._process.wait(LONGEST_END)
        except subprocess.TimeoutExpired:
            return None

    def last_words(self) -> str:
        """Return the last line on standard error; "" where there is none."""
        if self._said is None:
            return ""
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        for stream in (self._input, self._output, self._said):
            if stream is not None:
                with suppress(OSError):  # what it was not asked any more
                    stream.close()


def answering() -> Callable[[Any], None]:
    """Return how to answer, for the process itself; what anything else prints from now on goes to standard error."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(message: Any) -> None:
        out.write(to_json(message))
        out.flush()

    return answer
