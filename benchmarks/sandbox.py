"""Forks and calls, beyond the function's own time: `python benchmarks/sandbox.py` at the top of the repository.

Judge and worker on one core, as in a job. A bare fork is timed until its child has written a byte, a confined one until
the worker has loaded a source and answered.
"""

import os
import time

import numpy as np
from machine import header, spread

from grader.prepared.folder import call_bytes
from grader.sandbox import wire
from grader.sandbox.channel import Limits, Request
from grader.sandbox.launch import load, load_request, start_zygote
from grader.submission import Source

SOURCE = Source("f.py", ("def f(x):\n    return x\n",))
REPEATS = 300


def microseconds(count: int, work: object) -> float:
    """Return the time of one of `count` items that calling `work` does."""
    started = time.perf_counter()
    work()  # type: ignore[operator]
    return (time.perf_counter() - started) / count * 1e6


def bare_fork() -> float:
    """Return the milliseconds until a fork of this process, which has NumPy, has written a byte."""
    reader, writer = os.pipe()
    started = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.write(writer, b"x")
        os._exit(0)
    os.read(reader, 1)
    seconds = time.perf_counter() - started
    os.waitpid(pid, 0)
    os.close(reader)
    os.close(writer)
    return seconds * 1e3


def main() -> None:
    """Print the tables."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    header("Calls and forks")
    started = time.perf_counter()
    zygote = start_zygote()
    print(f"zygote ready: {(time.perf_counter() - started) * 1e3:.0f} ms, once a job")
    print("layers: " + ", ".join(layer.name for layer in zygote.layers if not layer.missing))
    print(f"bare fork until ready:     {spread([bare_fork() for _ in range(100)], 'ms')}")
    forks, loads = [], []
    for _ in range(100):
        started = time.perf_counter()
        worker = zygote.spawn(Limits())
        spawned = time.perf_counter()
        load(worker, load_request(SOURCE, "f"), 10)
        loads.append((time.perf_counter() - spawned) * 1e3)
        forks.append((spawned - started) * 1e3)
        worker.close()
    ready = [fork + load_ for fork, load_ in zip(forks, loads, strict=True)]
    print(f"confined fork, its number: {spread(forks, 'ms')}")
    print(f"confined fork until ready: {spread(ready, 'ms')}")
    worker = zygote.spawn(Limits())
    load(worker, load_request(SOURCE, "f"), 10)
    print("entries   there and back                                     written ahead")
    for size in (1, 100, 10_000, 100_000):
        request = Request(wire.CALL, call_bytes((np.arange(float(size)),), {}), cap=1 << 24)
        single = [microseconds(1, lambda r=request: list(worker.ask([r], 5))) for _ in range(REPEATS)]
        ahead = [microseconds(50, lambda r=request: list(worker.ask([r] * 50, 5))) for _ in range(REPEATS // 50)]
        print(f"{size:>7}   {spread(single, 'µs'):<50} {spread(ahead, 'µs')}")
    zygote.close()


if __name__ == "__main__":
    main()
