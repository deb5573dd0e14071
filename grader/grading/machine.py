"""What this machine lets us use."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def allowed_cpus() -> list[int]:
    """Return the numbers of the CPUs that this process may run on; of all where the platform can't tell."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def pin(cpus: Iterable[int]) -> bool:
    """Let this thread, and what it starts from now on, run on these CPUs alone; say whether that is so."""
    wanted = set(cpus)
    if not hasattr(os, "sched_setaffinity"):
        return False
    with suppress(OSError):  # a container may forbid it, or have lost the CPU
        os.sched_setaffinity(0, wanted)
    return os.sched_getaffinity(0) == wanted


def quota(path: Path = CGROUP_QUOTA) -> float | None:
    """Return how many CPUs' time the control group grants; None where it has no bound."""
    try:
        granted, period = path.read_text(encoding="ascii").split()
        return None if granted == "max" else int(granted) / int(period)
    except (OSError, ValueError):
        return None


def default_jobs() -> int:
    """Return how many jobs run at once: the allowed CPUs, or the quota where it is less; at least 1."""
    granted = quota()
    cpus = len(allowed_cpus())
    return cpus if granted is None else max(1, min(cpus, int(granted)))
