"""How far the timing ratio of the same kernel spreads: `python benchmarks/timing_spread.py [TIMES]`.

The reference is graded against itself, so that every ratio should be 1; needs prepared exercises (`grader prepare`).
"""

import os
import statistics
import sys
from pathlib import Path

from machine import header, spread

from grader.course.catalog import PUBLIC_SEED, find_catalog
from grader.judge.checks.timing import measure
from grader.judge.subject import Subject
from grader.prepared.folder import read_prepared
from grader.prepared.records import TimedRecord
from grader.sandbox.channel import Limits
from grader.sandbox.launch import start_zygote
from grader.sandbox.profiles import TIMING
from grader.submission import Source


def main(times: int = 30) -> None:
    """Print the ratios' spread."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    header(f"The same kernel twice: {times} measurements of the timing ratio")
    prepared = read_prepared(find_catalog(Path.cwd()).prepared("conv2d_im2col", PUBLIC_SEED))
    zygote = start_zygote(TIMING)
    check = next(c for c in prepared.manifest.checks if isinstance(c, TimedRecord))
    source = Source("reference.py", (prepared.reference or "",))
    ratios, widths = [], []
    for _ in range(times):
        found = measure(check, Subject(prepared, source, prepared.manifest.entry, zygote, Limits()), zygote)
        ratios.append(found.middle)
        widths.append(found.high - found.low)
    print(f"ratio: {spread(ratios, '')}; largest {max(ratios):.3f}; deviation {statistics.stdev(ratios):.3f}")
    print(f"width of the interval: {spread(widths, '')}")
    zygote.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
