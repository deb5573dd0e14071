"""The grading side of intake: starts the process, and believes of what it says only what is well formed and expected.

A process that dies is started once more behind the rows that came, so that one student's files don't cost the others
their rows; where it dies again at the same student, that student's rows are INTERNAL.
"""

import os
import sys
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from grader.child import Child, ChildLost, to_json
from grader.intake.messages import MAX_LINE, Header, IntakeError, Request
from grader.submission import Student, Submission
from grader.verdicts import Verdict

MAX_DEATHS = 50  # of the process in one run; beyond that it isn't the students
REFUSING = (Verdict.MISSING, Verdict.ERROR, Verdict.INTERNAL)
# Without these some Pythons don't start, and zips, which hold local times, are taken as from another zone.
INHERITED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TZ", "TZDIR")
COMMAND = (sys.executable, "-I", "-X", "utf8", "-m", "grader.intake")
GONE = "the process that reads submissions ended before this row: run again, and report it if it stays"

__all__ = ["Intake", "IntakeError", "collect", "read_file"]


@dataclass(frozen=True)
class Intake:
    """What came in. `rows` is a stream: each student × exercise exactly once, students in order.

    Of a single file without an exercise `unread` says why it can't be read, else `notes` what is there instead.
    """

    exercises: tuple[str, ...]
    students: tuple[Student, ...]
    notes: tuple[str, ...]
    unread: str
    rows: Iterator[Submission]


def collect(submissions: Path, stubs: Mapping[str, str], only: Sequence[str] | None = None) -> Intake:
    """Return what a class handed in.

    `stubs` are the stubs' texts by slug. `only` picks exercises; None takes those that some `<slug>.py` names. Raises
    IntakeError, in one line, where nothing can be taken in.
    """
    return _intake(Request(str(submissions.absolute()), dict(stubs), None if only is None else list(only)))


def read_file(path: Path, stubs: Mapping[str, str], only: Sequence[str] | None = None) -> Intake:
    """Return what a student's own file holds, as that of a student "you".

    The exercises are the one that the file is named for, else all that it binds. `.py` files beside it come along
    where it uses them. Raises IntakeError.
    """
    return _intake(Request(str(path.absolute()), dict(stubs), None if only is None else list(only), files=True))


class _RubbishError(Exception):
    """A line that isn't what must come next."""


class _Process:
    """One run of the intake process."""

    def __init__(self, asked: Request) -> None:
        self._child = Child(COMMAND, {name: os.environ[name] for name in INHERITED if name in os.environ})
        try:
            self.header = self._greet(asked)
        except BaseException:
            self.stop()
            raise

    def _greet(self, asked: Request) -> Header:
        try:
            self._child.ask(to_json(asked), last=True)
        except ChildLost:
            raise _RubbishError from None
        try:
            header = msgspec.json.decode(self._line(), type=Header)
        except msgspec.MsgspecError:
            raise _RubbishError from None
        if header.error:
            raise IntakeError(header.error)
        if len({student.id for student in header.students}) < len(header.students) or not set(header.exercises) <= set(
            asked.exercises
        ):
            raise _RubbishError
        return header

    def row(self, student: str, exercise: str) -> Submission:
        """Return the row that must come next, or raise _RubbishError."""
        try:
            row = msgspec.json.decode(self._line(), type=Submission)
        except msgspec.MsgspecError:
            raise _RubbishError from None
        refused = row.source is None and row.verdict in REFUSING
        given = row.source is not None and row.verdict is None
        if (row.student, row.exercise) != (student, exercise) or refused == given or not _is_moment(row.time):
            raise _RubbishError
        return row

    def _line(self) -> bytes:
        try:
            return self._child.line(MAX_LINE + 1)
        except ChildLost:
            raise _RubbishError from None

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._child.kill()


def _is_moment(time: str) -> bool:
    """Return whether this is a time as `Submission` has it: nothing, or UTC in ISO form."""
    try:
        return not time or datetime.fromisoformat(time).utcoffset() == timedelta()
    except ValueError:
        return False


class _Stream:
    """The rows of one or, after a death, of several processes."""

    def __init__(self, asked: Request) -> None:
        try:
            self._process = _Process(asked)
        except _RubbishError:
            raise IntakeError("the process that reads submissions does not start: try `grader doctor`") from None
        self.header = self._process.header
        # A process started anew need not look for the exercises again.
        self._asked = msgspec.structs.replace(asked, only=list(self.header.exercises))
        self._deaths = 0

    def rows(self) -> Iterator[Submission]:
        """Yield each student × exercise once."""
        for number, student in enumerate(self.header.students):
            yield from self._student(number, student.id)
        self.stop()

    def _student(self, number: int, student: str) -> Iterator[Submission]:
        done = 0
        for attempt in range(2):
            try:
                for index, slug in enumerate(self.header.exercises):
                    row = self._process.row(student, slug)
                    if index >= done:
                        done += 1
                        yield row
            except _RubbishError:
                self._restart(number + attempt)
            else:
                return
        for slug in self.header.exercises[done:]:
            yield Submission(student, slug, verdict=Verdict.INTERNAL, message=GONE)

    def _restart(self, first: int) -> None:
        self.stop()
        self._deaths += 1
        if self._deaths > MAX_DEATHS:
            return  # the stopped process has no more lines: every row left is INTERNAL
        try:
            process = _Process(msgspec.structs.replace(self._asked, first=first))
        except (_RubbishError, IntakeError):
            return
        if process.header == self.header:
            self._process = process
        else:  # the folder changed meanwhile
            process.stop()

    def stop(self) -> None:
        """End the process that runs now."""
        self._process.stop()


def _intake(asked: Request) -> Intake:
    stream = _Stream(asked)
    rows = stream.rows()
    # Rows that nobody asks for any more must not leave a process behind.
    weakref.finalize(rows, stream.stop)
    return Intake(stream.header.exercises, stream.header.students, stream.header.notes, stream.header.unread, rows)
