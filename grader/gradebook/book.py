"""An open gradebook: runs begin and end, rows come in, views go out."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.errors import GradebookError
from grader.gradebook import overrides, rows, runs
from grader.gradebook.connection import told, transaction
from grader.gradebook.overrides import Override
from grader.gradebook.people import same
from grader.gradebook.rows import Key
from grader.gradebook.runs import Run, RunMeta, View
from grader.gradebook.shown import Results, Row, StudentReport, student_report
from grader.verdicts import Report, Verdict


class Gradebook:
    """An open gradebook; made by `open_gradebook` and `read_gradebook`, closed by `with` or `close`.

    Every method raises GradebookError where SQLite fails: a full disk, a damaged file.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, resources: ExitStack) -> None:
        self._connection = connection
        self._path = path
        self._resources = resources
        self._run: int | None = None  # its number, once started

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let the next run in."""
        self._resources.close()

    # A run

    def start(self, meta: RunMeta) -> None:
        """Begin a run: store what holds for all of it. Rows are kept, and shown once this run has come to them."""
        with told(self._path), transaction(self._connection):
            self._run = runs.start(self._connection, meta)

    def known(
        self,
        student: str,
        exercise: str,
        sha256: str,
        corpus: str,
        grader: str,
        variant: str = "",
        time: str = "",
    ) -> Report | None:
        """Return the stored report if grading again would give the same, and take it into this run; else None.

        INTERNAL rows are graded again, for the fault may be mended, and rows without sources, for they cost nothing.
        `grader` is whatever tells the grader that graded a row from others, `variant` whatever else decides a row:
        timed or not. `time` is when the file was last changed: a row is the same whenever it was handed in.
        """
        run = self._started()
        key = Key(same(student), exercise, sha256, corpus, grader, variant)
        with told(self._path), transaction(self._connection):
            found = rows.known(self._connection, key)
            if found is None:
                return None
            number, report = found
            rows.take(self._connection, run, key.student, exercise, number, time)
            return report

    def put(self, student: str, report: Report, *, grader: str, variant: str = "", time: str = "") -> None:
        """Store the report in place of an earlier one of this run; it is on record when this returns."""
        run = self._started()
        report = rows.sound(report)
        key = Key(same(student), report.exercise, report.sha256, report.corpus, grader, variant)
        with told(self._path), transaction(self._connection):
            number = rows.store(self._connection, key, report)
            rows.take(self._connection, run, key.student, report.exercise, number, time)

    def finish(self) -> None:
        """Store that the run came to its end: from now on its roster alone is shown."""
        with told(self._path):
            runs.finish(self._connection, self._started())

    def _started(self) -> int:
        if self._run is None:
            raise RuntimeError("a gradebook takes rows after start() alone")
        return self._run

    # Scores set by hand

    def override(self, override: Override) -> None:
        """Store a score set by hand; GradebookError where it is none, or the reason or the author is missing."""
        with told(self._path):
            overrides.add(self._connection, replace(override, student=same(override.student)))

    def overrides(self) -> tuple[Override, ...]:
        """Return every score set by hand, those that were taken back too, the first one first."""
        with told(self._path):
            return tuple(overrides.history(self._connection))

    # Views

    def runs(self) -> tuple[Run, ...]:
        """Return every run on record, the first one first."""
        with told(self._path):
            return runs.runs(self._connection)

    def meta(self, run: int | None = None) -> RunMeta:
        """Return what holds for a run, by default the last one, with the roster that is shown; else GradebookError."""
        return self._view(run).meta

    def reports(self, run: int | None = None) -> Iterator[StudentReport]:
        """Yield each student that is shown, in roster order, with the rows that are there."""
        return self._reports(self._view(run))

    def results(self, run: int | None = None) -> Results:
        """Return what every view is made of."""
        view = self._view(run)
        return Results(view.meta, lambda: self._reports(view))

    def counts(self) -> dict[Verdict, int]:
        """Return how many of the rows that are shown have each verdict."""
        view = self._view(None)
        there = {student.id for student in view.meta.students}
        counts: Counter[Verdict] = Counter()
        with told(self._path):
            for run in view.runs:
                for student, exercise, verdict in rows.verdicts(self._connection, run):
                    counts[verdict] += student in there and view.run_of(student, exercise) == run
        return {verdict: count for verdict, count in counts.items() if count}

    def _view(self, run: int | None) -> View:
        with told(self._path):
            view = runs.view(self._connection, run)
        if view is None and run is not None:
            raise GradebookError(f"{self._path} holds no run {run}", hint="its runs are numbered from 1 on")
        if view is None:
            raise GradebookError(f"{self._path} is empty: no run has started", hint="grade into this folder first")
        return view

    def _reports(self, view: View) -> Iterator[StudentReport]:
        with told(self._path):
            by_hand = overrides.in_force(self._connection)
        for student in view.meta.students:
            with told(self._path):
                found = {
                    report.exercise: Row(
                        report,
                        view.worth(run, report.exercise),
                        time,
                        by_hand.get((student.id, report.exercise)),
                    )
                    for run in view.runs
                    for report, time in rows.taken(self._connection, run, student.id)
                    if view.run_of(student.id, report.exercise) == run
                }
            yield student_report(student, [found[e] for e in view.meta.exercises if e in found], view.meta)
