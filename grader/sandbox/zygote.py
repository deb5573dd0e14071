"""The process that workers are forked from: NumPy is loaded, no answer ever is.

Started as `python -I -m grader.sandbox.zygote` with a socket as its standard input, over which the judge asks for
workers (passing the descriptor of each one's channel) and for the exit status of one that died.
"""

import gc
import importlib
import json
import os
import signal
import socket
import struct
import sys
import time
from dataclasses import asdict
from types import ModuleType

from grader.sandbox import confine, worker

SPAWN, REAP = b"S", b"R"
ALONE = "--alone"
PATIENCE = 30.0  # seconds; the judge waits longer for an answer
ORDER = struct.Struct("<cQQ")  # SPAWN, bytes of memory, CPU seconds; or REAP, process id, 0
ANSWER = struct.Struct("<q")
# Imported before any fork: NumPy loads some of these late, and a worker may not be able to read files then.
PRELOADED = (
    "ast collections dataclasses decimal enum fractions functools inspect itertools json linecache math operator "
    "random re statistics string time traceback typing "
    "numpy.fft numpy.lib.stride_tricks numpy.linalg numpy.ma numpy.polynomial numpy.random"
)


def preload() -> list[ModuleType]:
    """Import what students import, and close the way to everything that is installed beside NumPy."""
    modules = [importlib.import_module(name) for name in PRELOADED.split()]
    standard = os.path.dirname(os.__file__)  # noqa: PTH120 - pathlib isn't loaded here
    sys.path[:] = [
        # The standard library alone: an editable install adds a clone's folder, where `solutions` could be imported.
        entry
        for entry in sys.path
        if (entry + os.sep).startswith(standard + os.sep) and not entry.endswith(("site-packages", "dist-packages"))
    ]
    # An editable install adds finders of its own; without them the grader itself can't be imported either.
    sys.meta_path[:] = [
        f
        for f in sys.meta_path
        if getattr(f, "__module__", "").startswith(("_frozen", "importlib"))
        or getattr(f, "__name__", "") in ("BuiltinImporter", "FrozenImporter", "PathFinder")
    ]
    return modules


def start_worker(channel: int, memory: int, seconds: int, zygote: int, ready: confine.Confinement) -> None:
    """Be a worker, in the child of a fork; never returns."""
    try:
        confine.confine_worker(channel, memory, seconds, ready)
        if os.getppid() == zygote:  # or it died before this process had asked to die with it
            worker.serve(socket.socket(fileno=channel))
    finally:
        os._exit(70)


def main(*arguments: str) -> None:
    """Fork workers until the judge goes away; `arguments` name layers to leave out.

    With `--alone MEMORY SECONDS` before them: be the one worker oneself, where the platform can't fork.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process
    control = socket.socket(fileno=os.dup(0))
    preload()
    alone = arguments[:1] == (ALONE,)
    ready = confine.confine_zygote(arguments[3:] if alone else arguments)
    layers = json.dumps([asdict(layer) for layer in ready.layers]).encode()
    control.sendall(struct.pack("<I", len(layers)) + layers)
    if alone:
        confine.confine_worker(control.fileno(), int(arguments[1]), int(arguments[2]), ready)
        worker.serve(control)
    fork_workers(control, ready)


def forked() -> int:
    """Fork. Where the machine has no process number left, wait for one: a worker's threads have them until it ends."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            return os.fork()
        except BlockingIOError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def fork_workers(control: socket.socket, ready: confine.Confinement) -> None:
    """Answer the judge's orders until it goes away."""
    gc.collect()
    gc.freeze()  # the collector of a child then writes to no page that it shares
    zygote = os.getpid()
    while True:
        order, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return
        verb, first, second = ORDER.unpack(order)
        if verb == REAP:
            control.sendall(ANSWER.pack(os.waitpid(first, 0)[1]))
            continue
        pid = forked()
        if pid == 0:
            start_worker(descriptors[0], first, second, zygote, ready)
        os.close(descriptors[0])
        control.sendall(ANSWER.pack(pid))


if __name__ == "__main__":
    main(*sys.argv[1:])
