"""How the file is opened, locked and written: one process writes, readers never wait for it."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from grader.errors import GradebookError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

BUSY_SECONDS = 2.0  # a reader's or a backup's lock is gone by then; a person should not wait longer
HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
PRIMARY = 0xFF  # the bits of a result code that say its kind; those above say more about it


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection without implicit transactions; `mode` is SQLite's: rw, rwc."""
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Do all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:  # commits, or rolls back
        yield connection


def write_ahead(connection: sqlite3.Connection) -> None:
    """Let rows cost no fsync: a killed process loses nothing, a power cut the last rows."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def leave_one_file(connection: sqlite3.Connection) -> None:
    """Leave a file that can be copied alone, and read where nothing can be written beside it."""
    with suppress(sqlite3.Error):  # a reader is in the way: the next run does it
        connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite or a row that can't be read raises into GradebookError, in one line."""
    try:
        yield
    except sqlite3.ProgrammingError:  # ours, not the file's
        raise
    except sqlite3.Error as error:
        raise GradebookError(f"{path}: {error}", hint=_hint(error)) from error
    except msgspec.MsgspecError as error:
        raise GradebookError(f"{path} holds a row that can't be read: {error}", hint="give another --out") from error


def _hint(error: sqlite3.Error) -> str:
    kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY
    if kind in HELD:
        return "another program has it open: close it and try again"
    if kind in DAMAGED:
        return "move the file away, or give another --out"
    return "look for free disk space and for permission to write; rows so far are kept"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path` until this process ends, however it dies; BlockingIOError if another one holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(*error.args) from error
else:

    def _lock(descriptor: int) -> None:
        # Not flock: its lock goes to forked children, and orphans of a killed run would keep the next one out.
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except PermissionError as error:  # POSIX leaves the choice between EACCES and EAGAIN
            raise BlockingIOError(*error.args) from error
