"""Processes that do one piece of work after another, each waited for by a thread: a death is the end of one pipe.

The processes of `concurrent.futures` share queues: one that is killed while it holds a queue's lock can stop the
others, and with them the run, for ever.
"""

import itertools
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from multiprocessing.context import SpawnProcess
from typing import Any

from grader.grading.job import Job
from grader.grading.machine import allowed_cpus
from grader.sandbox.confine import address_space

if sys.platform != "win32":
    import resource

MEMORY = 2 << 30  # bytes beyond what a job has when it starts; grading takes some ten million


Work = Callable[[Job, Any], Any]  # a module's own function: a job imports it by its name


class JobLost(Exception):
    """Two processes died of the same piece of work."""


def serve(pipe: Connection, work: Work, cpu: int) -> None:
    """Be a job: answer each piece of work with its result until the main process goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    limit_own_memory()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=end_with_main, daemon=True).start()
    with suppress(EOFError, ConnectionError), Job(cpu) as job:
        while True:
            pipe.send(work(job, pipe.recv()))


def limit_own_memory() -> None:
    """Let this process fail with MemoryError before the machine has none left: its work is to look at hostile answers.

    The soft limit alone: a worker sets its own.
    """
    has = address_space()
    if has:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (has + MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def end_with_main() -> None:
    """End this job when the main process does, and not only when its piece of work is done."""
    main = multiprocessing.parent_process()
    if main is not None:
        wait_for([main.sentinel])
        os._exit(1)


class Process:
    """One such process; it is started when it is first needed."""

    def __init__(self, work: Work, cpu: int) -> None:
        self.work, self.cpu = work, cpu
        self.running: tuple[SpawnProcess, Connection] | None = None

    def start(self) -> Connection:
        """Return the pipe to the process, started where it doesn't run."""
        if self.running is None:
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, self.work, self.cpu), daemon=True)
            process.start()
            theirs.close()  # or its death would not be the end of the pipe
            self.running = process, ours
        return self.running[1]

    def kill(self) -> None:
        """Kill the process; the thread that waits for it hears of that."""
        if self.running is not None:
            self.running[0].kill()

    def end(self) -> None:
        """Kill the process and free what it held; what it had started ends with it."""
        if self.running is not None:
            process, pipe = self.running
            process.kill()
            process.join()
            process.close()
            pipe.close()
            self.running = None


class Jobs:
    """So many jobs that do `work`, each on a CPU of its own where there are as many."""

    def __init__(self, number: int, work: Work) -> None:
        self.all = [Process(work, cpu) for cpu in itertools.islice(itertools.cycle(allowed_cpus()), number)]
        self.idle: queue.SimpleQueue[Process] = queue.SimpleQueue()
        for job in self.all:
            self.idle.put(job)
        self.changing = threading.Lock()  # held while a process is started or ended
        self.closed = False

    def do(self, piece: Any) -> Any:
        """Return the result of one piece of work, done in an idle job; where that dies, once more in a new one.

        Raises JobLost, and CancelledError once the jobs are closed.
        """
        job = self.idle.get()
        try:
            for _ in range(2):
                with self.changing:
                    if self.closed:
                        raise CancelledError
                    pipe = job.start()
                try:
                    pipe.send(piece)
                    return pipe.recv()
                except (EOFError, OSError):
                    with self.changing:
                        job.end()
            raise JobLost
        finally:
            self.idle.put(job)

    def cancel(self) -> None:
        """Kill the jobs, whatever they are doing: no thread waits for one any longer."""
        with self.changing:
            self.closed = True
            for job in self.all:
                job.kill()

    def close(self) -> None:
        """Free what the jobs held, after the last thread."""
        for job in self.all:
            job.end()
