"""Grades rows in job processes: one function, pure in (source, prepared exercise), mapped over an executor."""

import functools
import itertools
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any

from grader.checks.timing import MALLOC
from grader.corpus import Prepared, read_prepared
from grader.judge import Sandbox, grade, max_points, without_checks
from grader.machine import allowed_cpus
from grader.sandbox.launch import Workers, ZygoteLost, start_zygote
from grader.submission import Source
from grader.verdicts import Report, Verdict

AHEAD = 4  # rows handed to the executor for each job, so that none waits while we write


@dataclass(frozen=True)
class Row:
    """One row to grade: a student's source for the prepared exercise in `prepared`, worth `points` if that is given.

    `entry` is the function to call where it isn't the exercise's own.
    """

    student: str
    prepared: Path
    key: str
    source: Source
    points: float | None = None
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


def start_job(cpus: Any) -> None:
    """Pin a job, and with it its zygote and workers, to one CPU: a call there and back costs a fifth of that on two."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    threading.Thread(target=end_with_main, daemon=True).start()
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            os.sched_setaffinity(0, {cpus.get()})


def end_with_main() -> None:
    """End this job when the main process does: one that is killed leaves its jobs waiting for a row for ever."""
    main = multiprocessing.parent_process()
    if main is not None:
        wait_for([main.sentinel])
        os._exit(1)


def grade_row(row: Row) -> Report:
    """Return the report of a row. Runs in a job; whatever goes wrong with us is an INTERNAL row.

    A zygote that died is replaced and the row run once more; where it dies again that is the student's ERROR.
    """
    prepared = job_prepared(row.prepared, row.key)
    turns = job_turns()
    for _ in range(2):
        try:
            sandbox = Sandbox(job_zygote(turns[0]), partial(job_timing_zygote, turns[0]) if row.timing else None)
            return scaled(
                grade(prepared, row.source, sandbox, row.entry), row.points, max_points(prepared.manifest.checks)
            )
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
    known = replace(report, source=row.source.path, sha256=row.source.sha256())
    return scaled(known, row.points, max_points(prepared.manifest.checks))


def scaled(report: Report, points: float | None, worth: float) -> Report:
    """Return the report with its points scaled to what an assignment gives for checks that are `worth` so many.

    A skipped check takes its share along.
    """
    if points is None or not worth:
        return report
    factor = points / worth
    checks = tuple(replace(c, points=c.points * factor, max_points=c.max_points * factor) for c in report.checks)
    score = None if report.score is None else report.score * factor
    return replace(report, score=score, max_score=report.max_score * factor, checks=checks)


def grade_rows(rows: Iterable[Row], jobs: int) -> Iterator[tuple[Row, Report]]:
    """Yield every row with its report, in the order in which they are done.

    A job that dies takes the executor with it; the rows that were under way run once more, alone, and what ends a
    job again is INTERNAL.
    """
    rows = iter(rows)
    while True:
        lost = yield from _grade_until_broken(rows, jobs)
        if lost is None:
            return
        yield from _grade_alone(lost)


def _grade_until_broken(rows: Iterator[Row], jobs: int) -> Generator[tuple[Row, Report], None, list[Row] | None]:
    """Yield rows as they are done; return None at the end, or the rows that were under way when a job died."""
    executor = start_executor(jobs)
    under_way: dict[Future[Report], Row] = {}
    try:
        while True:
            for row in itertools.islice(rows, AHEAD * jobs - len(under_way)):
                try:
                    under_way[executor.submit(grade_row, row)] = row
                except (BrokenProcessPool, OSError):  # a job died while this row, or another job, was on its way in
                    end_jobs()
                    return [*under_way.values(), row]
            if not under_way:
                return None
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                report = future.result()
                yield under_way.pop(future), report
    except BrokenProcessPool:
        end_jobs()
        return list(under_way.values())
    finally:
        stop_executor(executor)


def _grade_alone(rows: Iterable[Row]) -> Iterator[tuple[Row, Report]]:
    """Yield rows graded one at a time, so that it is known which of them ends its job."""
    executor = start_executor(1)
    try:
        for row in rows:
            try:
                report = executor.submit(grade_row, row).result()
            except BrokenProcessPool:
                end_jobs()
                stop_executor(executor)
                executor = start_executor(1)
                prepared = read_prepared(row.prepared)
                report = finished(row, prepared, Verdict.INTERNAL, "the process that graded this row died, twice")
            yield row, report
    finally:
        stop_executor(executor)


def start_executor(jobs: int) -> ProcessPoolExecutor:
    """Return an executor of `jobs` processes, each pinned to a CPU of its own where there are as many."""
    context = multiprocessing.get_context("spawn")
    cpus = context.SimpleQueue()
    for cpu in itertools.islice(itertools.cycle(allowed_cpus()), 4 * jobs):
        cpus.put(cpu)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=start_job, initargs=(cpus,))


def stop_executor(executor: ProcessPoolExecutor) -> None:
    """End the jobs; their zygotes and workers end with them."""
    executor.shutdown(wait=True, cancel_futures=True)


def end_jobs() -> None:
    """End the jobs of a broken executor.

    It ends them itself, but for one that was just being started: for that it would wait for ever.
    """
    for job in multiprocessing.active_children():
        job.kill()
