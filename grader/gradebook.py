"""The gradebook: every row as soon as it is known, in SQLite at OUT/gradebook.sqlite; all reports are views of it.

One process writes, each row in a transaction of its own, so that a killed run goes on where it stopped:

    with open_gradebook(out) as book:
        book.start(RunMeta(version, seed, sandbox, exercises, students))
        for each student and exercise:
            if book.known(student, exercise, sha256, corpus, version) is None:
                book.put(student, report)
        write_views(book, out)
"""

import json
import math
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from grader.errors import GradebookError
from grader.verdicts import Report, Verdict

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FILE_NAME = "gradebook.sqlite"
SCHEMA_VERSION = 1
APPLICATION_ID = 0x67726472  # "grdr": tells our files from other programs' SQLite files
BUSY_SECONDS = 2.0  # a reader's or a backup's lock is gone by then; a person should not wait longer
STRICT_SINCE = (3, 37)

# `run` is the number of the run that put or confirmed a row: a row that the last run has not come to yet may be out
# of date, and is kept but not shown.
SCHEMA = """
CREATE TABLE run (
    one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL,
    version TEXT NOT NULL, seed TEXT NOT NULL, sandbox TEXT NOT NULL
){strict};
CREATE TABLE exercise (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE){strict};
CREATE TABLE student (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE){strict};
CREATE TABLE report (
    student TEXT NOT NULL, exercise TEXT NOT NULL,
    sha256 TEXT NOT NULL, corpus TEXT NOT NULL, version TEXT NOT NULL, variant TEXT NOT NULL,
    verdict TEXT NOT NULL, score REAL, max_score REAL NOT NULL,
    run INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (student, exercise)
){strict};
"""


@dataclass(frozen=True)
class RunMeta:
    """What holds for a whole run; its exercises (`unit/slug`) and students are the roster, in the order of reports."""

    version: str
    seed: int
    sandbox: tuple[str, ...]
    exercises: tuple[str, ...]
    students: tuple[str, ...]


@dataclass(frozen=True)
class StudentReport:
    """All exercises of one student. `score` is None, withheld, where a row is INTERNAL or not graded yet."""

    student: str
    score: float | None
    max_score: float
    exercises: tuple[Report, ...]


@dataclass(frozen=True)
class Results:
    """What a view is made of. `reports` starts a pass over the students: a class of 10,000 is a stream, not a list."""

    meta: RunMeta
    reports: Callable[[], Iterator[StudentReport]]


def student_report(student: str, reports: Sequence[Report], asked: int) -> StudentReport:
    """Return the sum of one student's reports, of which `asked` make it complete."""
    scores = [r.score for r in reports if r.score is not None]
    score = math.fsum(scores) if len(scores) == asked else None
    return StudentReport(student, score, math.fsum(r.max_score for r in reports), tuple(reports))


def open_gradebook(out: Path) -> "Gradebook":
    """Return the gradebook of `out` for one run to write; both are made where they aren't there.

    Raises GradebookError where `out` can't be written, another run holds it, or the file is no gradebook of ours.
    """
    path = out / FILE_NAME
    with ExitStack() as stack:
        try:
            out.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_locked(out / ".lock"))
        except BlockingIOError as error:
            raise GradebookError(
                f"{out} is in use by another run", hint="wait until it ends, or give another --out"
            ) from error
        except OSError as error:
            reason = "it is a file" if out.is_file() else error.strerror or str(error)
            raise GradebookError(
                f"{out} can't be used as a folder of results: {reason}", hint="give another --out"
            ) from error
        with _told(path):
            connection = stack.enter_context(closing(_connect(path, "rwc")))
            _make_or_check_schema(connection, path)
            # A row costs no fsync in this mode: a killed process loses nothing, a power cut the last rows.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            stack.callback(_leave_one_file, connection)
        return Gradebook(connection, path, stack.pop_all())


def read_gradebook(out: Path) -> "Gradebook":
    """Return the gradebook of `out` to read only, also while a run is writing.

    Raises GradebookError where there is none, no run has started in it, or the file is no gradebook of ours.
    """
    path = out / FILE_NAME
    if not path.is_file():
        raise GradebookError(
            f"{out} holds no {FILE_NAME}", hint="`grader grade SUBMISSIONS --out OUT` makes one: give that OUT"
        )
    with ExitStack() as stack, _told(path):
        connection = stack.enter_context(closing(_connect(path, "rw")))
        connection.execute("PRAGMA query_only = ON")
        _check_schema(connection, path)
        return Gradebook(connection, path, stack.pop_all())


class Gradebook:
    """An open gradebook; made by `open_gradebook` and `read_gradebook`, closed by `with` or `close`.

    Every method raises GradebookError where SQLite fails: a full disk, a damaged file.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, resources: ExitStack) -> None:
        self._connection = connection
        self._path = path
        self._resources = resources
        self._run: tuple[int, str] | None = None  # number and grader version, once started

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let the next run in."""
        self._resources.close()

    def start(self, meta: RunMeta) -> None:
        """Begin a run: store what holds for all of it. Rows are kept, and shown once this run has come to them."""
        values = (meta.version, str(meta.seed), json.dumps(meta.sandbox))
        with _told(self._path), _transaction(self._connection) as run:
            (number,) = run.execute("SELECT coalesce(max(number), 0) + 1 FROM run").fetchone()
            run.execute("INSERT OR REPLACE INTO run VALUES (1, ?, ?, ?, ?)", (number, *values))
            run.execute("DELETE FROM exercise")
            run.execute("DELETE FROM student")
            run.executemany("INSERT INTO exercise VALUES (?, ?)", enumerate(meta.exercises))
            run.executemany("INSERT INTO student VALUES (?, ?)", enumerate(meta.students))
        self._run = (number, meta.version)

    def known(
        self, student: str, exercise: str, sha256: str, corpus: str, version: str, variant: str = ""
    ) -> Report | None:
        """Return the stored report if grading again would give the same, and take it into this run; else None.

        INTERNAL rows are graded again, for the fault may be mended, and rows without sources, for they cost nothing.
        `variant` is whatever else decides a row: timed or not.
        """
        number, _ = self._started()
        if not sha256:
            return None
        with _told(self._path):
            row = self._connection.execute(
                "SELECT json FROM report WHERE student = ? AND exercise = ? AND sha256 = ? AND corpus = ?"
                " AND version = ? AND variant = ? AND verdict != ?",
                (student, exercise, sha256, corpus, version, variant, Verdict.INTERNAL.value),
            ).fetchone()
            if row is None:
                return None
            self._connection.execute(
                "UPDATE report SET run = ? WHERE student = ? AND exercise = ?", (number, student, exercise)
            )
            return _decode(row[0])

    def put(self, student: str, report: Report, variant: str = "", grader: str = "") -> None:
        """Store the report in place of an earlier one; it is on record when this returns.

        `grader` is what tells the grader that made it from another one, where that isn't the run's version.
        """
        number, version = self._started()
        report = sound(report)
        key = (report.sha256, report.corpus, grader or version, variant)
        shown = (report.verdict.value, report.score, report.max_score)
        with _told(self._path):
            self._connection.execute(
                "INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (student, report.exercise, *key, *shown, number, _encode(report)),
            )

    def meta(self) -> RunMeta:
        """Return what holds for the last run; GradebookError if there was none."""
        with _told(self._path):
            row = self._connection.execute("SELECT version, seed, sandbox FROM run").fetchone()
            exercises = self._connection.execute("SELECT id FROM exercise ORDER BY position").fetchall()
            students = self._connection.execute("SELECT name FROM student ORDER BY position").fetchall()
        if row is None:
            raise GradebookError(f"{self._path} is empty: no run has started", hint="grade into this folder first")
        version, seed, sandbox = row
        return RunMeta(
            version,
            int(seed),
            tuple(json.loads(sandbox)),
            tuple(e for (e,) in exercises),
            tuple(s for (s,) in students),
        )

    def reports(self) -> Iterator[StudentReport]:
        """Yield each student of the last run with the rows that are there, in roster order."""
        with _told(self._path), closing(self._connection.cursor()) as cursor:
            (asked,) = cursor.execute("SELECT count(*) FROM exercise").fetchone()
            cursor.execute(
                "SELECT student.name, report.json FROM student CROSS JOIN exercise LEFT JOIN report"
                " ON report.student = student.name AND report.exercise = exercise.id"
                " AND report.run = (SELECT number FROM run) ORDER BY student.position, exercise.position"
            )
            for student, rows in groupby(cursor, key=lambda row: str(row[0])):
                yield student_report(student, [_decode(text) for _, text in rows if text is not None], asked)

    def counts(self) -> dict[Verdict, int]:
        """Return how many rows of the last run have each verdict."""
        with _told(self._path):
            rows = self._connection.execute(
                "SELECT report.verdict, count(*) FROM report, student, exercise"
                " WHERE report.student = student.name AND report.exercise = exercise.id"
                " AND report.run = (SELECT number FROM run) GROUP BY report.verdict"
            ).fetchall()
        return {Verdict(verdict): count for verdict, count in rows}

    def results(self) -> Results:
        """Return what every view is made of."""
        return Results(self.meta(), self.reports)

    def _started(self) -> tuple[int, str]:
        if self._run is None:
            raise RuntimeError("a gradebook takes rows after start() alone")
        return self._run


def sound(report: Report) -> Report:
    """Return the report if it can be shown; else, as the fault is ours, an INTERNAL one without a score."""
    points = (p for c in report.checks for p in (c.points, c.max_points))
    if not all(math.isfinite(n) for n in (report.score or 0.0, report.max_score, report.seconds, *points)):
        kept = report.max_score if math.isfinite(report.max_score) else 0.0
        message = "a score or a time is not a finite number"
        return replace(
            report, verdict=Verdict.INTERNAL, score=None, max_score=kept, message=message, seconds=0.0, checks=()
        )
    if report.verdict is Verdict.INTERNAL:
        return replace(report, score=None)
    if report.score is None:
        return replace(report, verdict=Verdict.INTERNAL, message=report.message or "a score is missing")
    return report


def _encode(report: Report) -> str:
    try:
        return msgspec.json.encode(report).decode()
    except UnicodeEncodeError:  # half a surrogate pair, which no UTF-8 text can hold, in what a student wrote
        return json.dumps(msgspec.to_builtins(report), ensure_ascii=False).encode(errors="replace").decode()


def _decode(text: str) -> Report:
    return msgspec.json.decode(text, type=Report)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _make_or_check_schema(connection: sqlite3.Connection, path: Path) -> None:
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if objects:
        _check_schema(connection, path)
        return
    strict = " STRICT" if sqlite3.sqlite_version_info >= STRICT_SINCE else ""
    with _transaction(connection):  # the whole schema or none of it: a run may be killed here, too
        for statement in _statements(SCHEMA.format(strict=strict)):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _check_schema(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise GradebookError(f"{path} is a database of another program", hint="give another --out")
    if version != SCHEMA_VERSION:
        raise GradebookError(
            f"{path} has version {version}, and this grader reads version {SCHEMA_VERSION}",
            hint="give another --out, or use the grader that wrote it",
        )


def _leave_one_file(connection: sqlite3.Connection) -> None:
    """Leave a file that can be copied alone, and read where nothing can be written beside it."""
    with suppress(sqlite3.Error):  # a reader is in the way: the next run does it
        connection.execute("PRAGMA journal_mode = DELETE")


def _statements(script: str) -> Iterable[str]:
    return (statement for statement in script.split(";") if statement.strip())


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    with connection:  # commits, or rolls back
        yield connection


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.ProgrammingError:  # ours, not the file's
        raise
    except sqlite3.Error as error:
        raise GradebookError(f"{path}: {error}", hint=_hint(error)) from error
    except msgspec.MsgspecError as error:
        raise GradebookError(f"{path} holds a row that can't be read: {error}", hint="give another --out") from error


def _hint(error: sqlite3.Error) -> str:
    text = str(error)
    if "locked" in text:
        return "another program has it open: close it and try again"
    if "not a database" in text or "malformed" in text:
        return "move the file away, or give another --out"
    return "look for free disk space and for permission to write; rows so far are kept"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path` until this process ends, however it dies; BlockingIOError if another one holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(*error.args) from error
else:

    def _lock(descriptor: int) -> None:
        # Not flock: its lock goes to forked children, and orphans of a killed run would keep the next one out.
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except PermissionError as error:  # POSIX leaves the choice between EACCES and EAGAIN
            raise BlockingIOError(*error.args) from error
