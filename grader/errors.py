"""Every error that a user can cause or mend, printed as `error: …` and `hint: …`; anything else is a fault of ours.

    GraderError
    ├── UsageProblem      what was asked for can't be done: a wrong option, nothing there to grade
    ├── GradebookError    the gradebook can't be opened, read or written
    └── OutputError       a file of results can't be written

Other modules add their own beneath `GraderError`, where they are born.
"""

from typing import ClassVar


class GraderError(Exception):
    """One or two lines: what was found, what was expected and where; `hint` says what to do next, if anything."""

    exit_status: ClassVar[int] = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageProblem(GraderError):
    """What was asked for can't be done."""


class GradebookError(GraderError):
    """The gradebook can't be opened, read or written."""


class OutputError(GraderError):
    """A file of results can't be written."""
