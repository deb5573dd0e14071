"""What goes between the intake process and the one that started it: a JSON request, then JSON lines."""

from pathlib import Path

import msgspec

from grader.errors import GraderError
from grader.output.escape import shown
from grader.submission import Student

MAX_LINE = 32 << 20  # bytes


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to read: `exercises` are stubs by slug, in the order of the rows; `files`: one file, of a student "you".

    `first` is the student to begin with, by number: after a crash the next process goes on behind it.
    """

    submissions: str
    exercises: dict[str, str]
    only: list[str] | None = None
    files: bool = False
    first: int = 0


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: what follows for each student × exercise; or `error` alone, which ends everything.

    `unread` says why a single file holds no exercise, where it can't be read.
    """

    exercises: tuple[str, ...] = ()
    students: tuple[Student, ...] = ()
    notes: tuple[str, ...] = ()
    unread: str = ""
    error: str = ""


class IntakeError(GraderError):
    """Nothing can be taken in; the text is one line that names the path and what to do."""


def complaint(path: Path, what: str, hint: str) -> IntakeError:
    """Return an error in one line: "class/ is empty: give …"."""
    return IntakeError(f"{shown(str(path))} {what}: {hint}")
