"""What every benchmark prints first, and how it sums up: the machine, the versions, repetitions and spread."""

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from grader import __version__


def header(title: str) -> None:
    """Print the title, the machine and the versions."""
    model = next((line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), "?")
    print(f"# {title}")
    print(f"{model}, {os.cpu_count()} CPUs, {platform.system()} {platform.release()}; load {os.getloadavg()[0]:.2f}")
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, grader {__version__}")


def spread(values: Sequence[float], unit: str) -> str:
    """Return median, smallest, 95th percentile and number of the values."""
    ordered = sorted(values)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return (
        f"median {statistics.median(ordered):.3g} {unit}, from {ordered[0]:.3g}, 95 % below {high:.3g} ({len(ordered)})"
    )


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
