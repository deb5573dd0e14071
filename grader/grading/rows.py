"""Grades rows in job processes: one function, pure in (source, prepared exercise), mapped over an executor."""

import itertools
import signal
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path

from grader.grading.job import Job
from grader.grading.jobs import JobLost, Jobs
from grader.judge.examine import examine
from grader.output.report import told, without_checks
from grader.prepared.folder import Prepared, read_prepared
from grader.sandbox.launch import ZygoteLost
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


@dataclass(frozen=True)
class Graded:
    """A row's report. `large`: the check whose counterexample is a drawn case, which can be made small; "" for none."""

    report: Report
    large: str = ""


def grade(prepared: Prepared, source: Source, job: Job, entry: str | None = None, *, timing: bool = False) -> Report:
    """Return the report on a source; `entry` is the function to call where it isn't the exercise's own."""
    return told(examine(prepared, source, job, entry, timing=timing), prepared.manifest, prepared.texts, source)


def grade_row(job: Job, row: Row) -> Graded:
    """Return a row, graded. Runs in a job; whatever goes wrong with us is an INTERNAL row.

    A zygote that died is replaced and the row run once more; where it dies again that is the student's ERROR.
    """
    prepared = job.prepared(row.prepared, row.key)
    for _ in range(2):
        try:
            examined = examine(prepared, row.source, job, row.entry, timing=row.timing)
            return Graded(told(examined, prepared.manifest, prepared.texts, row.source), examined.large)
        except ZygoteLost:
            job.end_zygotes()
        except Exception as error:  # noqa: BLE001 - a bug of ours must not cost the run
            place = traceback.extract_tb(error.__traceback__)[-1]
            message = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
            return Graded(finished(row, prepared, Verdict.INTERNAL, message))
    return Graded(finished(row, prepared, Verdict.ERROR, "your code ended the sandbox that it ran in, twice"))


def finished(row: Row, prepared: Prepared, verdict: Verdict, message: str) -> Report:
    """Return the report of a row on which no check ran."""
    report = without_checks(prepared.manifest, verdict, message, timing=row.timing)
    return replace(report, source=row.source.path, sha256=row.source.sha256())


def grade_rows(rows: Iterable[Row], jobs: int) -> Iterator[tuple[Row, Graded]]:
    """Yield every row, graded, in the order in which they are done; what ends two jobs is INTERNAL."""
    rows, pool, under_way = iter(rows), Jobs(jobs, grade_row), dict[Future[Graded], Row]()
    # A job inherits the blocked signal, so that Ctrl-C in its first moments doesn't end it with a traceback.
    executor = ThreadPoolExecutor(
        jobs, initializer=signal.pthread_sigmask, initargs=(signal.SIG_BLOCK, {signal.SIGINT})
    )
    try:
        while True:
            for row in itertools.islice(rows, AHEAD * jobs - len(under_way)):
                under_way[executor.submit(_graded, pool, row)] = row
            if not under_way:
                return
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                yield under_way.pop(future), future.result()
    finally:
        pool.cancel()
        executor.shutdown(cancel_futures=True)
        pool.close()


def _graded(pool: Jobs, row: Row) -> Graded:
    try:
        graded: Graded = pool.do(row)
    except JobLost:
        message = "the process that graded this row died, twice"
        graded = Graded(finished(row, read_prepared(row.prepared), Verdict.INTERNAL, message))
    return graded
