"""A worker's CPU time, read from outside: the worker has no say in it."""

import time


def cpu_seconds(pid: int) -> float | None:
    """Return the CPU seconds that a process has used; None where the platform can't tell or it has gone.

    The clock's number is Linux' encoding of a process's CPU clock (kernel/time/posix-cpu-timers.c). An idle
    process reads exactly the same twice.
    """
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except (OSError, AttributeError, OverflowError):
        return None
