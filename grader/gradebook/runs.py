"""Runs: what held for each, which one is shown, and what an assignment says about showing it."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import msgspec

from grader.gradebook import people
from grader.submission import Student
from grader.verdicts import Feedback


@dataclass(frozen=True)
class Terms:
    """What an assignment says about how rows are shown; changing it grades nothing anew.

    `points` are what an exercise (`unit/slug`) gives in place of its own; `due` has a time zone; `feedback` is what
    a student's own file may hold.
    """

    title: str = ""
    due: datetime | None = None
    points: Mapping[str, float] = field(default_factory=dict)
    feedback: Feedback = "messages"


@dataclass(frozen=True)
class RunMeta:
    """What holds for a whole run; its exercises (`unit/slug`) and students are the roster, in the order of reports.

    `worth` are the exercises' own points, those for speed too, of which an assignment's are shares.
    """

    version: str
    seed: int
    sandbox: tuple[str, ...]
    exercises: tuple[str, ...]
    students: tuple[Student, ...]
    worth: Mapping[str, float] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True)
class Run:
    """A run that is on record. Times are UTC in ISO form, `ended` is None where it was killed or is under way.

    Both are "" in a run of the first schema, which did not keep them.
    """

    number: int
    started: str
    ended: str | None


@dataclass(frozen=True)
class View:
    """What is shown: the rows of `run` for its own roster; those of `before`, if there is such a run, for the rest."""

    meta: RunMeta
    run: int
    students: frozenset[str]
    exercises: frozenset[str]
    before: int | None = None
    worth_before: Mapping[str, float] = field(default_factory=dict)

    @property
    def runs(self) -> tuple[int, ...]:
        """The runs whose rows are shown."""
        return (self.run,) if self.before is None else (self.run, self.before)

    def worth(self, run: int, exercise: str) -> float | None:
        """Return the exercise's own points as they were in a run."""
        return (self.meta.worth if run == self.run else self.worth_before).get(exercise)

    def run_of(self, student: str, exercise: str) -> int | None:
        """Return the run whose row is shown here."""
        return self.run if student in self.students and exercise in self.exercises else self.before


def start(connection: sqlite3.Connection, meta: RunMeta) -> int:
    """Store what holds for a new run, within the caller's transaction; return its number."""
    students = people.one_each(meta.students)
    (number,) = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM run").fetchone()
    terms = msgspec.json.encode(meta.terms).decode()
    connection.execute(
        "INSERT INTO run VALUES (?, ?, NULL, ?, ?, ?, ?)",
        (number, now(), meta.version, str(meta.seed), json.dumps(meta.sandbox), terms),
    )
    connection.executemany(
        "INSERT INTO asked VALUES (?, ?, ?, ?)",
        ((number, place, exercise, meta.worth.get(exercise)) for place, exercise in enumerate(meta.exercises)),
    )
    people.keep(connection, students)
    connection.executemany(
        "INSERT INTO roster VALUES (?, ?, ?)", ((number, place, s.id) for place, s in enumerate(students))
    )
    return int(number)


def finish(connection: sqlite3.Connection, number: int) -> None:
    """Store that a run came to its end."""
    connection.execute("UPDATE run SET ended = ? WHERE number = ?", (now(), number))


def runs(connection: sqlite3.Connection) -> tuple[Run, ...]:
    """Return every run on record, the first one first."""
    return tuple(Run(*row) for row in connection.execute("SELECT number, started, ended FROM run ORDER BY number"))


def view(connection: sqlite3.Connection, number: int | None = None) -> View | None:
    """Return what is shown of a run, by default of the last one; None where there is no such run.

    The last run may have been killed, perhaps one over half of the class. It does not take from the views whom and
    what the last finished run has: these students and exercises follow its own, with the rows that they had. What it
    was to grade itself and hasn't come to is not graded yet. An earlier run is shown as it was left.
    """
    known = runs(connection)
    chosen = [run for run in known if number is None or run.number == number]
    if not chosen:
        return None
    last = chosen[-1]
    meta = _meta(connection, last.number)
    whole = View(meta, last.number, frozenset(s.id for s in meta.students), frozenset(meta.exercises))
    finished = [run.number for run in known if run.ended is not None]
    if number is not None or last.ended is not None or not finished:
        return whole
    before = _meta(connection, finished[-1])
    return replace(whole, meta=_with(meta, before), before=finished[-1], worth_before=before.worth)


def _meta(connection: sqlite3.Connection, number: int) -> RunMeta:
    version, seed, sandbox, terms = connection.execute(
        "SELECT version, seed, sandbox, terms FROM run WHERE number = ?", (number,)
    ).fetchone()
    asked = connection.execute(
        "SELECT exercise, worth FROM asked WHERE run = ? ORDER BY position", (number,)
    ).fetchall()
    return RunMeta(
        version,
        int(seed),
        tuple(json.loads(sandbox)),
        tuple(exercise for exercise, _ in asked),
        people.of_run(connection, number),
        {exercise: worth for exercise, worth in asked if worth is not None},
        msgspec.json.decode(terms, type=Terms),
    )


def _with(meta: RunMeta, before: RunMeta) -> RunMeta:
    """Return a run's roster with what only the one before it has behind it."""
    return replace(
        meta,
        exercises=tuple(dict.fromkeys(meta.exercises + before.exercises)),
        students=people.one_each(meta.students + before.students),
        terms=replace(meta.terms, points={**before.terms.points, **meta.terms.points}),
    )


def now() -> str:
    """Return the time as runs and overrides have it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
