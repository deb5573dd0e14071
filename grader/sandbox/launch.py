"""Starts zygotes and asks them for workers: the one place that starts a process for student code."""

import json
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import msgspec

from grader.errors import GraderError
from grader.sandbox import wire
from grader.sandbox.channel import Answered, Channel, Limits, Raised, Request, WorkerLost
from grader.sandbox.confine import Layer
from grader.sandbox.profiles import NUMPY, Profile
from grader.sandbox.zygote import ANSWER, ORDER, REAP, SPAWN
from grader.submission import Source

# One thread each: a class runs as many workers as there are cores, and a fork keeps no threads.
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")
# What decides how BLAS and NumPy round: a worker's numbers are then those that were prepared on this machine.
ROUNDING = ("OPENBLAS_CORETYPE", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "NPY_DISABLE_CPU_FEATURES")
START_SECONDS = 60.0
CPU_SLACK = 5


class ZygoteLost(GraderError):
    """The process that workers are forked from has died."""


class NotAlone(GraderError):
    """The machine can't be had alone: by another process, or since no lock can be had; the text says which."""


class Zygotes(Protocol):
    """Who owns the zygotes that a judge's workers come from: a job."""

    @property
    def pinned(self) -> bool:
        """Return whether it, and with it what it starts, runs on one core alone."""

    def zygote(self, profile: Profile) -> "Workers":
        """Return what gives workers of a profile; raises ZygoteLost."""

    def alone(self) -> AbstractContextManager[None]:
        """Give the machine's lock for measuring; entering it raises NotAlone where it can't be had."""


class Workers(Protocol):
    """What gives workers: a zygote, or where the platform can't fork a spawner."""

    layers: tuple[Layer, ...]

    def spawn(self, limits: Limits) -> Channel:
        """Return a fresh worker; raises ZygoteLost."""

    def close(self) -> None:
        """End it, and with it every worker."""


@dataclass
class Zygote:
    """A running zygote; `layers` are what confines its workers."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    layers: tuple[Layer, ...] = ()

    def spawn(self, limits: Limits) -> Channel:
        """Return a fresh worker; raises ZygoteLost."""
        ours, theirs = socket.socketpair()
        order = ORDER.pack(SPAWN, limits.memory, _cpu_limit(limits))
        try:
            socket.send_fds(self.control, [order], [theirs.fileno()])
            pid = self._answer()
        except (OSError, ZygoteLost) as error:
            ours.close()
            raise error if isinstance(error, ZygoteLost) else ZygoteLost(f"the zygote died: {error}") from error
        finally:
            theirs.close()
        return Channel(ours, pid, self._reap)

    def _answer(self) -> int:
        data = self.control.recv(ANSWER.size, socket.MSG_WAITALL)
        if len(data) < ANSWER.size:
            raise ZygoteLost("the zygote died")
        return int(ANSWER.unpack(data)[0])

    def _reap(self, pid: int) -> int:
        try:
            self.control.sendall(ORDER.pack(REAP, pid, 0))
            return self._answer()
        except OSError as error:
            raise ZygoteLost(f"the zygote died: {error}") from error

    def close(self) -> None:
        """End the zygote, and with it every worker."""
        self.control.close()
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()


@dataclass
class Spawner:
    """Starts a fresh process for each worker, where the platform can't fork: the same wire, but a tenth of a second."""

    profile: Profile
    without: Sequence[str]
    layers: tuple[Layer, ...] = ()

    def spawn(self, limits: Limits) -> Channel:
        """Return a fresh worker; raises ZygoteLost."""
        process, ours, self.layers = _started(self.profile, self.without, (limits.memory, _cpu_limit(limits)))
        ours.settimeout(None)

        def exit_status(_pid: int) -> int:
            code = process.wait()
            if process.stderr is not None:
                process.stderr.close()
            return -code if code < 0 else code << 8  # as `waitpid` tells it

        return Channel(ours, process.pid, exit_status)

    def close(self) -> None:
        """Nothing is shared between workers."""


def start_zygote(profile: Profile = NUMPY, without: Sequence[str] = (), *, fork: bool = hasattr(os, "fork")) -> Workers:
    """Return what gives workers of a profile, without some layers; raises ZygoteLost."""
    if not fork:
        spawner = Spawner(profile, without)
        spawner.spawn(Limits(memory=profile.memory)).close()  # tells the layers, or why it can't start
        return spawner
    process, ours, layers = _started(profile, without)
    return Zygote(process, ours, layers)


def probed_layers() -> tuple[Layer, ...]:
    """Return the layers of the sandbox as a zygote finds them here; it is ended again. Raises ZygoteLost."""
    zygote = start_zygote()
    zygote.close()
    return zygote.layers


def _cpu_limit(limits: Limits) -> int:
    """Return the last resort where the judge has died; the judge's own deadlines come first."""
    return int(limits.total_seconds + limits.load_seconds) + CPU_SLACK


def _environment(profile: Profile) -> dict[str, str]:
    """Return the environment of a zygote: ours, cleared but for ROUNDING, and the profile's."""
    kept = {name: os.environ[name] for name in ROUNDING if name in os.environ}
    return {**THREADS, **kept, "LC_ALL": "C.UTF-8", **dict(profile.environment)}


def _started(
    profile: Profile, without: Sequence[str], alone: tuple[int, int] | None = None
) -> tuple[subprocess.Popen[bytes], socket.socket, tuple[Layer, ...]]:
    """Start the sandbox's program; return its process, our end of its socket, and the layers that it found."""
    order = {"preload": profile.preload, "readable": profile.readable, "without": [*without], "alone": alone}
    ours, theirs = socket.socketpair()
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "grader.sandbox.zygote", json.dumps(order)],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(profile),
            cwd="/",
        )
    except BaseException:  # no process number is left, or no memory
        ours.close()
        raise
    finally:
        theirs.close()
    ours.settimeout(START_SECONDS)
    try:
        length = struct.unpack("<I", ours.recv(4, socket.MSG_WAITALL))[0]
        layers = msgspec.json.decode(ours.recv(length, socket.MSG_WAITALL), type=tuple[Layer, ...])
    except (OSError, struct.error, msgspec.DecodeError) as error:
        ours.close()
        process.kill()
        said = process.communicate()[1].decode(errors="replace").strip().splitlines()
        raise ZygoteLost(f"the sandbox can't start: {said[-1] if said else error}") from error
    return process, ours, layers


def load_request(source: Source, entry: str) -> Request:
    """Return the request that hands a student's source to a worker."""
    body = {
        "path": source.path,
        "cells": list(source.cells),
        "modules": dict(source.modules),
        "entry": entry,
        "notebook": source.is_notebook,
    }
    return Request(wire.LOAD, wire.encode(body), cap=1 << 16)


def load(worker: Channel, request: Request, seconds: float) -> Answered | Raised:
    """Return how loading went: {"found", "notes"}, or the SyntaxError; raises WorkerLost."""
    return next(iter(worker.ask([request], seconds)))


__all__ = ["WorkerLost", "Zygote", "ZygoteLost", "load", "load_request", "start_zygote"]
