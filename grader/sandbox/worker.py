"""The process that holds a student's code: reads requests, calls the function, sends plain values.

It is a fork of the zygote and knows no answer. Nothing that it sends is trusted.
"""

import os
import socket
import sys
import types
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from grader.sandbox import answers, wire
from grader.sandbox.imports import Place
from grader.sandbox.loading import Program, safe_text
from grader.sandbox.streams import Output, no_input

MAX_MESSAGE, MAX_NAME = 2_000, 200
CHUNK = 1 << 16


class Requests:
    """The requests that come in over a socket, buffered: several may be written ahead."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.buffer = bytearray()

    def next(self) -> tuple[int, int, int, int, bytes]:
        """Return a request: verb, slot, sequence number, cap, body. Ends the process where the judge has gone."""
        buffer, header = self.buffer, wire.REQUEST.size
        if len(buffer) < header:
            self.fill(header)
        verb, slot, sequence, cap, length = wire.REQUEST.unpack_from(buffer)
        if len(buffer) < header + length:
            self.fill(header + length)
        body = bytes(memoryview(buffer)[header : header + length])
        del buffer[: header + length]
        return verb, slot, sequence, cap, body

    def fill(self, size: int) -> None:
        """Read until so many bytes are there."""
        while len(self.buffer) < size:
            more = self.channel.recv(max(CHUNK, size - len(self.buffer)))
            if not more:
                os._exit(0)
            self.buffer += more


class Worker:
    """The student's function, and the arguments and answers that were kept of its calls."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.function: Any = None
        self.kept: dict[int, tuple[list[Any], dict[str, Any], Any]] = {}
        self.bodies: dict[int, bytes] = {}
        self.program: Program | None = None

    def answer(self, verb: int, slot: int, body: bytes) -> Any:
        """Return what a request asks for; whatever the student's code raises comes through."""
        if verb == wire.CALL:
            args, kwargs = wire.decode(body, make=True)
            value = self.function(*args, **kwargs)
            if slot:
                # An iterator can be drained once only; kept as a list it can be shown and compared again.
                value = list(islice(value, wire.MAX_NODES)) if hasattr(value, "__next__") else value
                self.kept[slot] = (args, kwargs, value)
                self.bodies[slot] = body
            return value
        if verb == wire.HELD:
            args, kwargs, _ = self.kept[slot]
            return [[shown(a) for a in args], {k: shown(v) for k, v in kwargs.items()}]
        if verb == wire.AGAIN:
            args, kwargs, _ = self.kept[slot]
            fresh_args, fresh_kwargs = wire.decode(self.bodies[slot], make=True)
            args = [renewed(a, f) for a, f in zip(args, fresh_args, strict=True)]
            return self.function(*args, **{k: renewed(v, fresh_kwargs[k]) for k, v in kwargs.items()})
        if verb == wire.KEPT:
            return self.kept[slot][2]
        if verb == wire.OUTPUT:
            return self.output.text()
        return self.load(body)

    def load(self, body: bytes) -> dict[str, Any]:
        """Run a source, find the entry; return {"found": its type's name or None, "callable": …, "notes": […]}."""
        request = wire.decode(body)
        entry, cells, modules = request["entry"], request["cells"], request["modules"]
        self.program = Program(request["path"], cells, modules, entry, notebook=request["notebook"])
        self.program.run()
        self.function = self.program.names.get(entry)
        found = type(self.function).__name__ if entry in self.program.names else None
        return {"found": found, "callable": callable(self.function), "notes": self.program.notes_without(entry)}


def shown(value: Any) -> Any:
    """Return an argument as it is now; generators and functions, which the judge made, are left out."""
    return None if isinstance(value, np.random.Generator) or callable(value) else value


def renewed(value: Any, fresh: Any) -> Any:
    """Return the held argument itself, but a generator made anew from its seed."""
    return fresh if isinstance(value, np.random.Generator) else value


def raised(error: BaseException, program: Program | None) -> dict[str, Any]:
    """Return what a student's error looks like: names of its types, text, and the last line of theirs it passed."""
    places = program.places if program else {}
    found = [
        (t.tb_frame.f_code.co_filename, t.tb_lineno) for t in traces(error) if t.tb_frame.f_code.co_filename in places
    ]
    if isinstance(error, SyntaxError) and not found and error.filename in places:
        found = [(str(error.filename), int(error.lineno or 0))]
    file, line = found[-1] if found else ("", 0)
    module, cell = places.get(file, Place("", 0))
    kinds = [kind.__name__[: wire.MAX_KIND] for kind in type(error).__mro__ if kind not in (object, BaseException)][:20]
    # The text of a SyntaxError repeats file and line, which are told apart here.
    text = str(error.msg) if isinstance(error, SyntaxError) else program.text(error) if program else safe_text(error)
    return {"types": kinds, "text": text[:MAX_MESSAGE], "module": module[:MAX_NAME], "cell": cell, "line": line}


def traces(error: BaseException) -> Iterator[types.TracebackType]:
    """Yield the steps of an error's way up, the outermost first."""
    trace = error.__traceback__
    while trace is not None:
        yield trace
        trace = trace.tb_next


def serve(channel: socket.socket) -> None:
    """Answer requests until the judge goes away."""
    warnings.simplefilter("ignore")
    output = Output()
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = output  # type: ignore[misc,assignment]
    sys.stdin = sys.__stdin__ = no_input()  # type: ignore[misc]
    requests, worker = Requests(channel), Worker(output)
    while True:
        verb, slot, sequence, cap, body = requests.next()
        try:
            reply = wire.encode(answers.plain(worker.answer(verb, slot, body), cap))
            status = wire.ANSWERED
        except BaseException as error:  # noqa: BLE001 - whatever a student raises is an answer
            status, reply = wire.RAISED, wire.encode(raised(error, worker.program))
        channel.sendall(wire.REPLY.pack(status, sequence, len(reply)) + reply)
