"""Seconds for a class of 40 × all exercises, prepared, and what takes them: `python benchmarks/class40.py [JOBS]`.

Students hand in references; nothing is timed. The parts are measured in one
job's own process by replaying some of the rows: forking and loading, waiting for the worker, comparing and the rest.
"""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import header, spread

from grader.course.catalog import PUBLIC_SEED, Catalog, find_catalog
from grader.grading.job import Job
from grader.grading.rows import grade
from grader.prepared.folder import read_prepared
from grader.sandbox import wire
from grader.submission import Source

STUDENTS = 40


def main(jobs: str = "2") -> None:
    """Print the whole, then the parts."""
    catalog = find_catalog(Path.cwd())
    header(f"A class of {STUDENTS} × {len(catalog.entries)}, --no-timing, --jobs {jobs}, prepared")
    with tempfile.TemporaryDirectory() as folder:
        write_class(catalog, Path(folder) / "class")
        whole(Path(folder), jobs, len(catalog.entries))
    parts(catalog)


def write_class(catalog: Catalog, folder: Path) -> None:
    """Write every student's folder: references, each a file of its own."""
    for student in range(STUDENTS):
        home = folder / f"student{student:02}"
        home.mkdir(parents=True)
        for slug, entry in catalog.entries.items():
            if entry.solution is not None:
                shutil.copy(entry.solution / "reference.py", home / f"{slug}.py")
                (home / f"{slug}.py").open("a").write(f"\n# {student}\n")


def whole(folder: Path, jobs: str, exercises: int) -> None:
    """Grade the class three times from nothing, and print seconds for each student."""
    seconds = []
    for turn in range(4):
        command = [sys.executable, "-m", "grader", "grade", str(folder / "class"), "--out", str(folder / f"out{turn}"),
                   "--no-timing", "--jobs", jobs, "--seed", str(PUBLIC_SEED)]  # fmt: skip
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        if turn:  # the first run prepares what is stale
            seconds.append(time.perf_counter() - started)
    print(f"a class, start to end: {spread(seconds, 's')}")
    print(f"a student ({exercises} exercises): {min(seconds) / STUDENTS * 1e3:.1f} ms")


def parts(catalog: Catalog) -> None:
    """Print what one row takes, by exercise: wall, the judge's CPU, the worker's CPU, the function's own."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    job = Job()
    print("milliseconds a row    wall   judge   zygote and worker   the function's own")
    for slug, entry in catalog.entries.items():
        assert entry.solution is not None
        prepared = read_prepared(catalog.prepared(slug, PUBLIC_SEED))
        text = (entry.solution / "reference.py").read_text(encoding="utf-8")
        walls, judges = [], []
        for _ in range(10):
            started, cpu = time.perf_counter(), time.process_time()
            grade(prepared, Source("reference.py", (text,)), job)
            walls.append((time.perf_counter() - started) * 1e3)
            judges.append((time.process_time() - cpu) * 1e3)
        wall, judge = sorted(walls)[5], sorted(judges)[5]
        print(f"{slug:<22}{wall:>5.1f}  {judge:>5.1f}   {wall - judge:>6.1f}   {own(prepared, text, slug):>25.1f}")
    job.close()


def own(prepared: object, text: str, slug: str) -> float:
    """Return milliseconds of calling the reference, here, once on every case with an answer."""
    names: dict[str, object] = {}
    exec(compile(text, "reference.py", "exec"), names)
    cases = [c for c in prepared.manifest.cases if c.expected is not None]  # type: ignore[attr-defined]
    calls = [wire.decode(prepared.blobs[c.args], make=True) for c in cases]  # type: ignore[attr-defined]
    started = time.perf_counter()
    for args, kwargs in calls:
        names[slug](*args, **kwargs)  # type: ignore[operator]
    return (time.perf_counter() - started) * 1e3


if __name__ == "__main__":
    main(*itertools.islice(sys.argv[1:], 1))
