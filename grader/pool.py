"""Grades rows in job processes: one function, pure in (source, prepared exercise), mapped over an executor."""

import functools
import itertools
import signal
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from grader.checks.timing import MALLOC
from grader.corpus import Prepared, read_prepared
from grader.jobs import JobLost, Jobs
from grader.judge import Sandbox, grade, without_checks
from grader.sandbox.launch import Workers, ZygoteLost, start_zygote
from grader.submission import Source
from grader.verdicts import Report, Verdict

AHEAD = 4  # rows handed to the executor for each job, so that none waits while we write


@dataclass(frozen=True)
class Row:
    """One row to grade: a student's source for the prepared exercise in `prepared`.

    `entry` is the function to call where it isn't the exercise's own.
    """

    student: str
    prepared: Path
    key: str
    source: Source
    timing: bool = True
    entry: str | None = None


@functools.cache
def job_zygote(turn: int) -> Workers:
    """Return this job's zygote. Cached: a row takes milliseconds, and starting one a tenth of a second."""
    del turn
    return start_zygote()


@functools.cache
def job_timing_zygote(turn: int) -> Workers:
    """Return this job's zygote for timing."""
    del turn
    return start_zygote(MALLOC)


@functools.cache
def job_prepared(folder: Path, key: str) -> Prepared:
    """Return a prepared exercise, read once by each job; `key` tells a newer one in the same folder."""
    del key
    return read_prepared(folder)


@functools.cache
def job_turns() -> list[int]:
    """Return the number of this job's zygote, as the one item of a list: it grows when a zygote is replaced."""
    return [0]


def grade_row(row: Row) -> Report:
    """Return the report of a row. Runs in a job; whatever goes wrong with us is an INTERNAL row.

    A zygote that died is replaced and the row run once more; where it dies again that is the student's ERROR.
    """
    prepared = job_prepared(row.prepared, row.key)
    turns = job_turns()
    for _ in range(2):
        try:
            sandbox = Sandbox(job_zygote(turns[0]), partial(job_timing_zygote, turns[0]) if row.timing else None)
            return grade(prepared, row.source, sandbox, row.entry)
        except ZygoteLost:
            turns[0] += 1
        except Exception as error:  # noqa: BLE001 - a bug of ours must not cost the run
            place = traceback.extract_tb(error.__traceback__)[-1]
            message = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
            return finished(row, prepared, Verdict.INTERNAL, message)
    return finished(row, prepared, Verdict.ERROR, "your code ended the sandbox that it ran in, twice")


def finished(row: Row, prepared: Prepared, verdict: Verdict, message: str) -> Report:
    """Return the report of a row on which no check ran."""
    report = without_checks(prepared.manifest, verdict, message, timing=row.timing)
    return replace(report, source=row.source.path, sha256=row.source.sha256())


def grade_rows(rows: Iterable[Row], jobs: int) -> Iterator[tuple[Row, Report]]:
    """Yield every row with its report, in the order in which they are done; what ends two jobs is INTERNAL."""
    rows, pool, under_way = iter(rows), Jobs(jobs, grade_row), dict[Future[Report], Row]()
    # A job inherits the blocked signal, so that Ctrl-C in its first moments doesn't end it with a traceback.
    executor = ThreadPoolExecutor(
        jobs, initializer=signal.pthread_sigmask, initargs=(signal.SIG_BLOCK, {signal.SIGINT})
    )
    try:
        while True:
            for row in itertools.islice(rows, AHEAD * jobs - len(under_way)):
                under_way[executor.submit(_report, pool, row)] = row
            if not under_way:
                return
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield under_way.pop(future), future.result()
    finally:
        pool.cancel()
        executor.shutdown(cancel_futures=True)
        pool.close()


def _report(pool: Jobs, row: Row) -> Report:
    try:
        report: Report = pool.do(row)
    except JobLost:
        message = "the process that graded this row died, twice"
        report = finished(row, read_prepared(row.prepared), Verdict.INTERNAL, message)
    return report
