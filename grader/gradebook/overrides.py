"""Scores that an instructor set by hand: kept with who, when and why, and applied where rows are shown."""

import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from grader.errors import GradebookError


@dataclass(frozen=True)
class Override:
    """A score, in points as they are shown, for one student and exercise; None takes an earlier one back.

    It holds for all runs, whatever the student hands in later, until another one takes its place.
    """

    student: str
    exercise: str
    score: float | None
    reason: str
    author: str
    time: str


def add(connection: sqlite3.Connection, override: Override) -> None:
    """Store an override; earlier ones stay on record."""
    score = override.score
    if score is not None and not (math.isfinite(score) and score >= 0):
        raise GradebookError(f"{score} is no score", hint="give a number of points from 0 on")
    if not override.reason.strip() or not override.author.strip():
        raise GradebookError(
            f"the score of {override.student} for {override.exercise} is changed without a reason or a name",
            hint="say why, and who you are",
        )
    connection.execute(
        "INSERT INTO override VALUES (NULL, ?, ?, ?, ?, ?, ?)",
        (override.student, override.exercise, score, override.reason, override.author, override.time),
    )


def history(connection: sqlite3.Connection) -> Iterator[Override]:
    """Yield every override on record, the first one first."""
    rows = connection.execute("SELECT student, exercise, score, reason, author, time FROM override ORDER BY number")
    yield from (Override(*row) for row in rows)


def in_force(connection: sqlite3.Connection) -> dict[tuple[str, str], Override]:
    """Return the overrides that hold, by student and exercise."""
    last = {(override.student, override.exercise): override for override in history(connection)}
    return {place: override for place, override in last.items() if override.score is not None}
