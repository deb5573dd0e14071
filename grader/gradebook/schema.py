"""The tables of a gradebook, and what tells its file from others."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from grader.errors import GradebookError

FILE_NAME = "gradebook.sqlite"
SCHEMA_VERSION = 2
APPLICATION_ID = 0x67726472  # "grdr": tells our files from other programs' SQLite files
STRICT_SINCE = (3, 37)

# `report` holds each graded row once, with its points as the exercise gives them; `taken` says which run took it for
# its own, so that a run that confirms a class writes no report anew and earlier runs stay. `asked` and `roster` are
# what a run was to grade; a run without `ended` was killed, or is under way.
SCHEMA = """
CREATE TABLE student (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, ids TEXT NOT NULL, attempts TEXT NOT NULL
){keyed};
CREATE TABLE run (
    number INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT,
    version TEXT NOT NULL, seed TEXT NOT NULL, sandbox TEXT NOT NULL, terms TEXT NOT NULL
){plain};
CREATE TABLE asked (
    run INTEGER NOT NULL, position INTEGER NOT NULL, exercise TEXT NOT NULL, worth REAL,
    PRIMARY KEY (run, position)
){keyed};
CREATE TABLE roster (
    run INTEGER NOT NULL, position INTEGER NOT NULL, student TEXT NOT NULL, PRIMARY KEY (run, position)
){keyed};
CREATE TABLE report (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL, exercise TEXT NOT NULL,
    sha256 TEXT NOT NULL, corpus TEXT NOT NULL, grader TEXT NOT NULL, variant TEXT NOT NULL,
    verdict TEXT NOT NULL, score REAL, max_score REAL NOT NULL, json TEXT NOT NULL
){plain};
CREATE INDEX report_of ON report (student, exercise, sha256);
CREATE TABLE taken (
    run INTEGER NOT NULL, student TEXT NOT NULL, exercise TEXT NOT NULL,
    report INTEGER NOT NULL, time TEXT NOT NULL, PRIMARY KEY (run, student, exercise)
){keyed};
CREATE INDEX taken_report ON taken (report);
CREATE TABLE override (
    number INTEGER PRIMARY KEY, student TEXT NOT NULL, exercise TEXT NOT NULL,
    score REAL, reason TEXT NOT NULL, author TEXT NOT NULL, time TEXT NOT NULL
){plain};
"""


def is_new(connection: sqlite3.Connection) -> bool:
    """Return whether nothing is in the file yet, as a kill before the first transaction leaves it."""
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not objects


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a gradebook; raises GradebookError where it is another program's, or a later one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise GradebookError(f"{path} is a database of another program", hint="give another --out")
    if not 1 <= version <= SCHEMA_VERSION:
        raise GradebookError(
            f"{path} has version {version}, and this grader reads version {SCHEMA_VERSION} and those before",
            hint="give another --out, or use the grader that wrote it",
        )
    return int(version)


def make_tables(connection: sqlite3.Connection) -> None:
    """Make all tables, within the caller's transaction: a run may be killed here, too."""
    strict = ["STRICT"] if sqlite3.sqlite_version_info >= STRICT_SINCE else []
    plain, keyed = (f" {', '.join(options)}" for options in (strict, [*strict, "WITHOUT ROWID"]))
    for statement in _statements(SCHEMA.format(plain=plain, keyed=keyed)):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _statements(script: str) -> Iterable[str]:
    return (statement for statement in script.split(";") if statement.strip())
