"""The process that workers are forked from: NumPy is loaded, no answer ever is.

Started as `python -I -m grader.sandbox.zygote ORDERED` with a socket as its standard input, over which the judge asks
for workers (passing the descriptor of each one's channel) and for the exit status of one that died. ORDERED is JSON:
modules to `preload`, those whose files stay `readable`, layers to go `without`; and where the platform can't fork
`alone`, bytes of memory and CPU seconds of the one worker that it is itself.
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
from collections.abc import Iterable
from dataclasses import asdict
from types import ModuleType

from grader.sandbox import confine, worker

SPAWN, REAP = b"S", b"R"
PATIENCE = 30.0  # seconds; the judge waits longer for an answer
ORDER = struct.Struct("<cQQ")  # SPAWN, bytes of memory, CPU seconds; or REAP, process id, 0
ANSWER = struct.Struct("<q")


def preload(names: Iterable[str]) -> list[ModuleType]:
    """Import what students import, and close the way to everything else that is installed."""
    modules = [importlib.import_module(name) for name in names]
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


def main(ordered: str) -> None:
    """Fork workers until the judge goes away, or be the one worker oneself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process
    control = socket.socket(fileno=os.dup(0))
    order = json.loads(ordered)
    preload(order["preload"])
    ready = confine.confine_zygote(order["readable"], order["without"])
    layers = json.dumps([asdict(layer) for layer in ready.layers]).encode()
    control.sendall(struct.pack("<I", len(layers)) + layers)
    if order["alone"]:
        memory, seconds = order["alone"]
        confine.confine_worker(control.fileno(), memory, seconds, ready)
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
