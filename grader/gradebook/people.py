"""Students as the gradebook keeps them: one record for an id, the latest that came."""

import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import msgspec

from grader.submission import Attempt, Student


def same(student: str) -> str:
    """Return the one form of an id: what is written alike is one student, whichever characters ö is made of."""
    return unicodedata.normalize("NFC", student)


def one_each(students: Iterable[Student]) -> tuple[Student, ...]:
    """Return the students in their order, each id once and in its one form."""
    found: dict[str, Student] = {}
    for student in students:
        found.setdefault(same(student.id), replace(student, id=same(student.id), name=same(student.name)))
    return tuple(found.values())


def keep(connection: sqlite3.Connection, students: Iterable[Student]) -> None:
    """Store these students, in place of what was known of them."""
    connection.executemany(
        "INSERT OR REPLACE INTO student VALUES (?, ?, ?, ?, ?)",
        (
            (s.id, s.name, s.address, msgspec.json.encode(s.ids).decode(), msgspec.json.encode(s.attempts).decode())
            for s in students
        ),
    )


def of_run(connection: sqlite3.Connection, run: int) -> tuple[Student, ...]:
    """Return the students of a run, in its order."""
    rows = connection.execute(
        "SELECT id, name, address, ids, attempts FROM roster JOIN student ON student.id = roster.student"
        " WHERE run = ? ORDER BY position",
        (run,),
    )
    return tuple(_students(rows))


def _students(rows: Iterable[Sequence[str]]) -> Iterator[Student]:
    for id_, name, address, ids, attempts in rows:
        yield Student(
            id_,
            name,
            address,
            msgspec.json.decode(ids, type=dict[str, str]),
            msgspec.json.decode(attempts, type=tuple[Attempt, ...]),
        )
