"""What becomes of a row when a zygote, a job or our own code fails: real jobs, real deaths."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from toys import RIGHT, body, source, toy

from grader.course.catalog import Catalog
from grader.grading.job import Job
from grader.grading.rows import Row, grade_row, grade_rows
from grader.prepared.folder import CORPUS, PROPERTIES, Blobs, Prepared, write_prepared
from grader.sandbox.launch import Zygote, start_zygote
from grader.sandbox.profiles import Profile
from grader.verdicts import Verdict

# As in a job, a worker's parent is the zygote, which this ends from inside if the sandbox lets it.
KILLS_ITS_ZYGOTE = body("import signal\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(9)")


class EndsTheJob:
    """Ends the process that unpickles it, as a fault in NumPy or a lack of memory would."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (1,)


def make_row(catalog: Catalog, student: str = "ada", code: str = RIGHT, **changes: Any) -> Row:
    """Return a row for scale_and_shift, without timing."""
    prepared = toy(catalog)
    row = Row(student, prepared.folder, prepared.manifest.key, source(code), timing=False)
    return replace(row, **changes)


@dataclass
class Started:
    """A job, and the zygotes that it has started."""

    job: Job
    zygotes: list[Zygote]


@pytest.fixture
def start() -> Iterator[Callable[[int], Started]]:
    """Return a function that gives a job whose first `dead` zygotes are dead ones; it ends with the test."""
    with ExitStack() as ending:

        def give(dead: int = 0) -> Started:
            zygotes: list[Zygote] = []

            def nth(profile: Profile) -> Zygote:
                found = start_zygote(profile)
                assert isinstance(found, Zygote)
                zygotes.append(found)
                if len(zygotes) <= dead:
                    found.process.kill()
                    found.process.wait()
                return found

            return Started(ending.enter_context(Job(start=nth)), zygotes)

        yield give


def test_a_zygote_that_died_is_replaced_and_the_row_run_once_more(
    start: Callable[..., Started], toy_catalog: Catalog
) -> None:
    started = start(1)
    report = grade_row(started.job, make_row(toy_catalog)).report
    assert (report.verdict, report.score) == (Verdict.PASS, 8.0)
    assert len(started.zygotes) == 2


def test_a_row_that_loses_two_zygotes_is_the_students_error(
    start: Callable[..., Started], toy_catalog: Catalog
) -> None:
    started = start(2)
    report = grade_row(started.job, make_row(toy_catalog)).report
    assert (report.verdict, report.score, report.max_score) == (Verdict.ERROR, 0.0, 8.0)
    assert "ended the sandbox" in report.message
    assert (report.source, report.sha256) == ("hw.py", source(RIGHT).sha256())
    # The next student's row goes to a zygote that lives.
    assert grade_row(started.job, make_row(toy_catalog)).report.verdict is Verdict.PASS
    assert len(started.zygotes) == 3


def test_code_that_kills_its_zygote_is_an_error_and_the_next_row_is_right(
    start: Callable[..., Started], toy_catalog: Catalog
) -> None:
    job = start().job
    report = grade_row(job, make_row(toy_catalog, code=KILLS_ITS_ZYGOTE)).report
    assert (report.verdict, report.score) == (Verdict.ERROR, 0.0)
    assert grade_row(job, make_row(toy_catalog)).report.score == 8.0


def broken_law(catalog: Catalog, folder: Path) -> Prepared:
    """Return the prepared exercise with a law that fails by our own fault."""
    prepared = toy(catalog)
    blobs = Blobs()
    for blob in prepared.blobs:
        blobs.add(bytes(blob))
    law = b"def twice_the_scale(call, x, a):\n    raise NotImplementedError('our own fault')\n"
    write_prepared(folder, prepared.manifest, blobs, {PROPERTIES: law})
    assert (folder / CORPUS).read_bytes() == (prepared.folder / CORPUS).read_bytes()
    return replace(prepared, folder=folder)


def test_an_exception_of_ours_is_internal_and_says_where(
    start: Callable[..., Started], toy_catalog: Catalog, tmp_path: Path
) -> None:
    job = start().job
    prepared = broken_law(toy_catalog, tmp_path / "broken")
    report = grade_row(job, make_row(toy_catalog, prepared=prepared.folder)).report
    assert (report.verdict, report.score, report.max_score) == (Verdict.INTERNAL, None, 8.0)
    assert report.message == "NotImplementedError: our own fault (properties.py:2)"
    assert report.sha256 == source(RIGHT).sha256()


def test_every_row_comes_out_once_with_its_own_report(toy_catalog: Catalog) -> None:
    codes = {f"s{i}": RIGHT if i % 3 else body("return a * x") for i in range(12)}
    done = [
        (row.student, r.report.verdict) for row, r in grade_rows((make_row(toy_catalog, *c) for c in codes.items()), 2)
    ]
    assert sorted(done) == sorted((s, Verdict.PASS if c == RIGHT else Verdict.FAIL) for s, c in codes.items())


def test_a_row_that_ends_its_job_twice_is_internal_and_its_neighbours_are_graded(toy_catalog: Catalog) -> None:
    deadly = replace(source(RIGHT), notes=(EndsTheJob(),))
    rows = [make_row(toy_catalog, "ada"), make_row(toy_catalog, "bo", source=deadly), make_row(toy_catalog, "cy")]
    found = {row.student: graded.report for row, graded in grade_rows(rows, 1)}
    assert {student: str(r.verdict) for student, r in found.items()} == {"ada": "PASS", "bo": "INTERNAL", "cy": "PASS"}
    assert (found["bo"].score, found["bo"].max_score) == (None, 8.0)
    assert "died, twice" in found["bo"].message


def test_no_row_is_lost_when_a_job_dies_between_two_rows(toy_catalog: Catalog) -> None:
    def rows() -> Iterator[Row]:
        yield make_row(toy_catalog, "ada")
        for job in multiprocessing.active_children():
            job.kill()
            job.join()
        yield make_row(toy_catalog, "bo")
        yield make_row(toy_catalog, "cy")

    found = [(row.student, graded.report.verdict) for row, graded in grade_rows(rows(), 1)]
    assert sorted(found) == [("ada", Verdict.PASS), ("bo", Verdict.PASS), ("cy", Verdict.PASS)]


def test_a_run_that_is_given_up_ends_its_jobs(toy_catalog: Catalog) -> None:
    endless = body("while True:\n    pass")
    found = grade_rows([make_row(toy_catalog), make_row(toy_catalog, "bo", endless)], 2)
    assert next(found)[0].student == "ada"
    found.close()
    assert multiprocessing.active_children() == []


def test_a_job_that_is_stopped_does_not_hold_up_the_end(toy_catalog: Catalog) -> None:
    found = grade_rows([make_row(toy_catalog, student) for student in ("ada", "bo", "cy", "di")], 2)
    for _ in range(4):
        next(found)
    for job in multiprocessing.active_children():
        assert job.pid is not None
        os.kill(job.pid, signal.SIGSTOP)
    assert next(found, None) is None
    assert multiprocessing.active_children() == []
