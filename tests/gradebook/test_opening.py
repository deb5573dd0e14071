"""What can go wrong when a gradebook is opened, read or written, each told in one line."""

import os
import signal
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from books import GRADE, META, RELU, put, python, started, stored

from grader.errors import GradebookError
from grader.gradebook import FILE_NAME, open_gradebook, read_gradebook

OPEN = """
import sys
from pathlib import Path
from grader.errors import GradebookError
from grader.gradebook import open_gradebook
try:
    open_gradebook(Path(sys.argv[1]))
except GradebookError as error:
    print(error, "|", error.hint)
"""


def test_a_second_run_is_told_at_once_that_the_folder_is_in_use(out: Path) -> None:
    with started(out), python(OPEN, out) as second:
        answer, _ = second.communicate(timeout=30)
    assert answer.strip() == f"{out} is in use by another run | wait until it ends, or give another --out"


def test_children_of_a_killed_run_do_not_keep_the_next_one_out(out: Path) -> None:
    orphan = GRADE.replace(
        "for student", "import os, time\nif os.fork() == 0:\n    sys.stdin.readline()\nfor student", 1
    )
    with python(orphan, out) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        with open_gradebook(out) as book:
            assert sum(len(s.exercises) for s in book.reports()) == 1


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(GradebookError, match="can't be used as a folder of results: it is a file"):
        open_gradebook(tmp_path / "out")


def test_a_folder_within_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(GradebookError, match="can't be used as a folder of results: Not a directory"):
        open_gradebook(tmp_path / "out" / "deeper")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(out: Path) -> None:
    out.mkdir(mode=0o500)
    with pytest.raises(GradebookError, match="Permission denied"):
        open_gradebook(out)


@pytest.mark.parametrize("opened", [open_gradebook, read_gradebook])
def test_a_file_that_is_no_database_is_named_and_left_alone(out: Path, opened: object) -> None:
    out.mkdir()
    (out / FILE_NAME).write_bytes(b"not a database at all" * 100)
    with pytest.raises(GradebookError, match=r"gradebook\.sqlite: file is not a database"):
        opened(out)  # type: ignore[operator]
    assert (out / FILE_NAME).read_bytes() == b"not a database at all" * 100


@pytest.mark.parametrize("opened", [open_gradebook, read_gradebook])
def test_a_database_of_another_program_is_named_and_left_alone(out: Path, opened: object) -> None:
    out.mkdir()
    connection = sqlite3.connect(out / FILE_NAME)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = (out / FILE_NAME).read_bytes()
    with pytest.raises(GradebookError, match="database of another program"):
        opened(out)  # type: ignore[operator]
    assert (out / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("opened", [open_gradebook, read_gradebook])
def test_another_version_of_the_gradebook_is_told_in_one_line(out: Path, opened: object) -> None:
    started(out).close()
    connection = sqlite3.connect(out / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(GradebookError, match="has version 99, and this grader reads version 2") as caught:
        opened(out)  # type: ignore[operator]
    assert caught.value.hint


def test_a_folder_without_a_gradebook_is_told_and_not_made(out: Path) -> None:
    with pytest.raises(GradebookError, match=r"holds no gradebook\.sqlite"):
        read_gradebook(out)
    assert not out.exists()


def test_a_gradebook_in_which_no_run_started_is_told(out: Path) -> None:
    open_gradebook(out).close()
    with read_gradebook(out) as book, pytest.raises(GradebookError, match="no run has started"):
        book.results()


def test_a_refused_gradebook_is_not_held(out: Path) -> None:
    out.mkdir()
    (out / FILE_NAME).write_bytes(b"not a database at all" * 100)
    with pytest.raises(GradebookError):
        open_gradebook(out)
    (out / FILE_NAME).unlink()
    with python(OPEN, out) as other:
        answer, _ = other.communicate(timeout=30)
    assert answer == ""


def test_a_full_disk_is_told_and_earlier_rows_are_kept(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
        (pages,) = book._connection.execute("PRAGMA page_count").fetchone()
        book._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(GradebookError, match="disk is full"):
            put(book, "bo", replace(RELU, message="m" * 100_000))
    assert stored(out) == {"ada": ["a/relu"], "bo": []}


def test_a_damaged_row_is_told(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
    connection = sqlite3.connect(out / FILE_NAME)
    with connection:
        connection.execute("UPDATE report SET json = '{\"exercise\": 3}'")
    connection.close()
    with pytest.raises(GradebookError, match="holds a row that can't be read"):
        stored(out)


def test_a_reader_cannot_write(out: Path) -> None:
    started(out).close()
    with read_gradebook(out) as book, pytest.raises(GradebookError, match="readonly"):
        book.start(META)


def test_rows_before_a_run_has_started_are_a_mistake_of_the_caller(out: Path) -> None:
    with open_gradebook(out) as book, pytest.raises(RuntimeError, match="start"):
        put(book, "ada", RELU)


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="this SQLite has no strict tables")
def test_tables_are_strict(out: Path) -> None:
    started(out).close()
    connection = sqlite3.connect(out / FILE_NAME)
    tables = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    assert len(tables) == 7
    assert all("STRICT" in sql.rpartition(")")[2] for (sql,) in tables)


def test_a_schema_that_was_half_made_is_made_anew(out: Path) -> None:
    out.mkdir()
    (out / FILE_NAME).touch()  # what a kill before the first transaction leaves
    with started(out) as book:
        assert book.meta() == META
