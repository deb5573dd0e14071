"""A gradebook of the first schema becomes one of this: rows stay known, and the last run stays shown.

The first schema kept one run, a student as a name, and one report for each student and exercise, with its points
already scaled: a row with an assignment's points is shown as it is, and graded again by the next run.
"""

import sqlite3

import msgspec

from grader.gradebook import people
from grader.gradebook.runs import Terms
from grader.gradebook.schema import make_tables
from grader.submission import named

OLD = ("run", "exercise", "student", "report")


def migrate(connection: sqlite3.Connection) -> None:
    """Make the tables of a gradebook of the first schema anew, within the caller's transaction."""
    for table in OLD:
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    make_tables(connection)
    _move_run(connection)
    _move_reports(connection)
    for table in OLD:
        connection.execute(f"DROP TABLE old_{table}")


def _move_run(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO run SELECT number, '', NULL, version, seed, sandbox, ? FROM old_run",
        (msgspec.json.encode(Terms()).decode(),),
    )
    connection.execute("INSERT INTO asked SELECT number, position, id, NULL FROM old_exercise, old_run")
    found = connection.execute("SELECT name FROM old_student ORDER BY position").fetchall()
    students = people.one_each(named(*(name for (name,) in found)))
    people.keep(connection, students)
    connection.executemany(
        "INSERT INTO roster SELECT number, ?, ? FROM old_run", ((place, s.id) for place, s in enumerate(students))
    )


def _move_reports(connection: sqlite3.Connection) -> None:
    connection.create_function("same", 1, people.same, deterministic=True)
    connection.execute(
        "INSERT INTO report SELECT rowid, same(student), exercise, sha256, corpus, version, variant,"
        " verdict, score, max_score, json FROM old_report ORDER BY run, rowid"
    )
    # Two forms of one name may both have a row: the first is kept.
    connection.execute(
        "INSERT OR IGNORE INTO taken SELECT run, same(student), exercise, old_report.rowid, '' FROM old_report"
        " JOIN old_run ON run = number"
    )
    # Whether that run came to its end nobody wrote down: it did where no row is missing.
    connection.execute(
        "UPDATE run SET ended = '' WHERE NOT EXISTS (SELECT 1 FROM roster CROSS JOIN asked LEFT JOIN taken"
        " ON taken.student = roster.student AND taken.exercise = asked.exercise WHERE taken.report IS NULL)"
    )
