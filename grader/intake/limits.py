"""The limits that the intake process sets itself before it reads anything a student sent."""

import contextlib
import signal
import sys
import time
from collections.abc import Iterator

if sys.platform != "win32":
    import resource

# Bytes beyond what the process has. A notebook of 30 MiB takes some 200 MiB to read, whether pictures or lines of
# output; JSON of ten million empty lists, or Python of a hundred thousand functions, would take gigabytes.
ADDRESS_SPACE = 768 << 20
CPU_SECONDS = 30  # for one student; an ordinary one takes milliseconds
STUCK_SECONDS = 30  # more, after which one call into C has not ended: the process is killed
OPEN_FILES = 256  # archives stay open while their student is read


class TooSlowError(Exception):
    """Reading one student's files takes more than CPU_SECONDS."""


def limit_process() -> None:
    """Set what holds for the whole process: memory, no core, no files written, few descriptors."""
    if sys.platform == "win32":
        return
    for kind, value in (
        (resource.RLIMIT_AS, _address_space()),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        hard = resource.getrlimit(kind)[1]
        if value is not None and (hard == resource.RLIM_INFINITY or value < hard):
            with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of address space
                resource.setrlimit(kind, (value, value))


def _address_space() -> int | None:
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123 - no pathlib before the limits
            pages = int(stream.read().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize() + ADDRESS_SPACE


@contextlib.contextmanager
def limited_cpu(seconds: float = CPU_SECONDS) -> Iterator[None]:
    """Raise TooSlowError inside when the block takes more CPU seconds than that, and again each second after.

    So one student can't stop a class. Python handles a signal between two of its own steps; for a call that never
    comes back there is a second limit, whose signal kills the process.
    """
    if sys.platform == "win32":
        yield
        return
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    stuck = int(time.process_time() + seconds) + STUCK_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (stuck if hard == resource.RLIM_INFINITY else min(stuck, hard), hard))
    before = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))


def _too_slow(_signal: int, _frame: object) -> None:
    raise TooSlowError(f"reading it takes more than {CPU_SECONDS} seconds")
