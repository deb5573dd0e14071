"""Opens a gradebook, to write or to read; one of an earlier schema becomes one of this."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from grader.errors import GradebookError
from grader.gradebook.book import Gradebook
from grader.gradebook.connection import connect, leave_one_file, locked, told, transaction, write_ahead
from grader.gradebook.migration import migrate
from grader.gradebook.schema import FILE_NAME, SCHEMA_VERSION, is_new, make_tables, version_of


def open_gradebook(out: Path) -> Gradebook:
    """Return the gradebook of `out` for one run to write; both are made where they aren't there.

    Raises GradebookError where `out` can't be written, another run holds it, or the file is no gradebook of ours.
    """
    path = out / FILE_NAME
    with ExitStack() as stack:
        try:
            out.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(out / ".lock"))
        except BlockingIOError as error:
            raise GradebookError(
                f"{out} is in use by another run", hint="wait until it ends, or give another --out"
            ) from error
        except OSError as error:
            reason = "it is a file" if out.is_file() else error.strerror or str(error)
            raise GradebookError(
                f"{out} can't be used as a folder of results: {reason}", hint="give another --out"
            ) from error
        with told(path):
            connection = stack.enter_context(closing(connect(path, "rwc")))
            _bring_up(connection, path)
            write_ahead(connection)
            stack.callback(leave_one_file, connection)
        return Gradebook(connection, path, stack.pop_all())


def read_gradebook(out: Path) -> Gradebook:
    """Return the gradebook of `out` to read only, also while a run is writing.

    One of an earlier schema is brought up in memory, since the file may be one that can't be written. Raises
    GradebookError where there is none, no run has started in it, or the file is no gradebook of ours.
    """
    path = out / FILE_NAME
    if not path.is_file():
        raise GradebookError(
            f"{out} holds no {FILE_NAME}", hint="`grader grade SUBMISSIONS --out OUT` makes one: give that OUT"
        )
    with ExitStack() as stack, told(path):
        connection = stack.enter_context(closing(connect(path, "rw")))
        if version_of(connection, path) < SCHEMA_VERSION:
            copy = stack.enter_context(closing(sqlite3.connect(":memory:", isolation_level=None)))
            connection.backup(copy)
            _bring_up(copy, path)
            connection = copy
        connection.execute("PRAGMA query_only = ON")
        return Gradebook(connection, path, stack.pop_all())


def _bring_up(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables where there are none, and those of an earlier schema anew."""
    if is_new(connection):
        with transaction(connection):
            make_tables(connection)
    elif version_of(connection, path) < SCHEMA_VERSION:
        with transaction(connection):
            migrate(connection)
