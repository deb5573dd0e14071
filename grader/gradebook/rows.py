"""Graded rows: each kept once, and taken by every run that would grade it the same."""

import json
import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from grader.verdicts import Report, Verdict


@dataclass(frozen=True)
class Key:
    """What decides a row: the same key gives the same report. `grader` is whatever tells one grader from another."""

    student: str
    exercise: str
    sha256: str
    corpus: str
    grader: str
    variant: str

    def columns(self) -> tuple[str, ...]:
        """Return the values as the table has them."""
        return self.student, self.exercise, self.sha256, self.corpus, self.grader, self.variant


def known(connection: sqlite3.Connection, key: Key) -> tuple[int, Report] | None:
    """Return the last report of this key with its number; None where there is none that counts.

    INTERNAL rows don't, for the fault may be mended, nor do rows without sources, for they cost nothing.
    """
    last = _last(connection, key) if key.sha256 else None
    if last is None:
        return None
    number, text = last
    report = decode(text)
    return None if report.verdict is Verdict.INTERNAL else (number, report)


def store(connection: sqlite3.Connection, key: Key, report: Report) -> int:
    """Return the number of the report, stored unless the last one of its key is the very same."""
    text = encode(report)
    last = _last(connection, key)
    if last is not None and last[1] == text:
        return last[0]
    shown = (report.verdict.value, report.score, report.max_score, text)
    cursor = connection.execute(
        "INSERT INTO report VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*key.columns(), *shown)
    )
    return int(cursor.lastrowid or 0)


def _last(connection: sqlite3.Connection, key: Key) -> tuple[int, str] | None:
    found: tuple[int, str] | None = connection.execute(
        "SELECT id, json FROM report WHERE student = ? AND exercise = ? AND sha256 = ? AND corpus = ?"
        " AND grader = ? AND variant = ? ORDER BY id DESC LIMIT 1",
        key.columns(),
    ).fetchone()
    return found


def take(connection: sqlite3.Connection, run: int, student: str, exercise: str, report: int, time: str) -> None:
    """Make a report that of a run, in place of one that it took before; what nobody takes any more is deleted."""
    place = (run, student, exercise)
    before = connection.execute(
        "SELECT report FROM taken WHERE run = ? AND student = ? AND exercise = ?", place
    ).fetchone()
    connection.execute("INSERT OR REPLACE INTO taken VALUES (?, ?, ?, ?, ?)", (*place, report, time))
    if before is not None and before[0] != report:
        connection.execute(
            "DELETE FROM report WHERE id = ? AND NOT EXISTS (SELECT 1 FROM taken WHERE report = ?)",
            (before[0], before[0]),
        )


def taken(connection: sqlite3.Connection, run: int, student: str) -> Iterator[tuple[Report, str]]:
    """Yield the rows that a run took of a student, each with the time of its file."""
    found = connection.execute(
        "SELECT json, time FROM taken JOIN report ON report.id = taken.report WHERE run = ? AND taken.student = ?",
        (run, student),
    )
    yield from ((decode(text), time) for text, time in found.fetchall())


def verdicts(connection: sqlite3.Connection, run: int) -> Iterator[tuple[str, str, Verdict]]:
    """Yield student, exercise and verdict of the rows that a run took."""
    found = connection.execute(
        "SELECT taken.student, taken.exercise, verdict FROM taken JOIN report ON report.id = taken.report"
        " WHERE run = ?",
        (run,),
    )
    yield from ((student, exercise, Verdict(verdict)) for student, exercise, verdict in found)


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


def encode(report: Report) -> str:
    """Return the report as JSON, whatever a student wrote."""
    try:
        return msgspec.json.encode(report).decode()
    except UnicodeEncodeError:  # half a surrogate pair, which no UTF-8 text can hold, in what a student wrote
        return json.dumps(msgspec.to_builtins(report), ensure_ascii=False).encode(errors="replace").decode()


def decode(text: str) -> Report:
    """Return what was encoded; raises msgspec.ValidationError where it is no report."""
    return msgspec.json.decode(text, type=Report)
