"""v1.sqlite: a gradebook as the first schema left it, in two runs of which the second was killed before its last row.

Run 1 put `relu` for ada, bo, gone and Zoë (as a Mac writes the name); run 2 confirmed it for ada and Zoë, put a
changed one for bo, and `softmax` for ada and bo with an assignment's 30 points.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from books import META, put, started

from grader.errors import GradebookError
from grader.gradebook import FILE_NAME, Gradebook, Terms, open_gradebook, read_gradebook
from grader.gradebook.schema import SCHEMA_VERSION
from grader.submission import named
from grader.verdicts import Verdict

V1 = Path(__file__).with_name("v1.sqlite")
ZOE = "Zo\xeb"
SCORES = {"ada": {"a/relu": 4.0, "a/softmax": 30.0}, "bo": {"a/relu": 5.0, "a/softmax": 0.0}, ZOE: {"a/relu": 4.0}}

pytestmark = pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="this SQLite reads no strict tables")


@pytest.fixture
def old(out: Path) -> Path:
    out.mkdir()
    shutil.copy(V1, out / FILE_NAME)
    return out


def scores(book: Gradebook) -> dict[str, dict[str, float | None]]:
    return {s.student: {r.exercise: r.score for r in s.exercises} for s in book.reports()}


def version(out: Path) -> int:
    with closing(sqlite3.connect(out / FILE_NAME)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_the_file_is_of_the_first_schema(old: Path) -> None:
    assert version(old) == 1


def test_a_run_brings_it_up_and_shows_what_the_last_one_found(old: Path) -> None:
    with open_gradebook(old) as book:
        assert scores(book) == SCORES
        meta = book.meta()
        assert (meta.version, meta.seed, meta.sandbox) == ("0.1.0", 2**80, ("landlock", "seccomp"))
        assert (meta.exercises, meta.students) == (("a/relu", "a/softmax"), named("ada", "bo", ZOE))
        assert (meta.worth, meta.terms) == ({}, Terms())
        assert [(run.number, run.started, run.ended) for run in book.runs()] == [(2, "", None)]
    assert version(old) == SCHEMA_VERSION
    assert sorted(path.name for path in old.iterdir()) == [".lock", FILE_NAME]


def test_rows_are_known_by_the_key_that_they_were_put_with(old: Path) -> None:
    with started(old, META) as book:
        for student in ("ada", "gone", ZOE, "Zoe\u0308"):
            report = book.known(student, "a/relu", "f" * 64, "corpus-1", "0.1.0")
            assert report is not None
            assert (report.verdict, report.checks[0].misconception) == (Verdict.FAIL, "You forget σ.")
        assert book.known("ada", "a/softmax", "e" * 64, "corpus-2", "0.1.0", "points=30")
        assert book.known("bo", "a/relu", "f" * 64, "corpus-1", "0.1.0") is None
        assert book.known("ada", "a/softmax", "e" * 64, "corpus-2", "0.1.0") is None


def test_a_message_of_the_first_schema_is_shown_as_it_was(old: Path) -> None:
    with open_gradebook(old) as book:
        (_, bo, _) = book.reports()
    assert bo.exercises[1].said == "no softmax.py, and no other file defines softmax; found relu"


def test_a_reader_sees_the_same_and_leaves_the_file_as_it_is(old: Path) -> None:
    before = (old / FILE_NAME).read_bytes()
    (old / FILE_NAME).chmod(0o400)
    old.chmod(0o500)
    with read_gradebook(old) as book:
        assert scores(book) == SCORES
        assert book.counts() == {Verdict.FAIL: 3, Verdict.PASS: 1, Verdict.MISSING: 1}
        with pytest.raises(GradebookError, match="readonly"):
            book.start(META)
    old.chmod(0o700)
    assert (old / FILE_NAME).read_bytes() == before
    assert [path.name for path in old.iterdir()] == [FILE_NAME]


def test_a_run_without_a_missing_row_counts_as_one_that_ended(old: Path) -> None:
    with closing(sqlite3.connect(old / FILE_NAME)) as connection, connection:
        connection.execute("DELETE FROM student WHERE position = 2")
    with open_gradebook(old) as book:
        assert [run.ended for run in book.runs()] == [""]
        book.start(META)
        assert scores(book) == {"ada": {}, "bo": {}}


def test_two_forms_of_one_name_become_one_student(old: Path) -> None:
    with closing(sqlite3.connect(old / FILE_NAME)) as connection, connection:
        connection.execute("INSERT INTO student VALUES (3, ?)", (ZOE,))
        connection.execute("UPDATE report SET student = ?, run = 2 WHERE student = 'gone'", (ZOE,))
    with open_gradebook(old) as book:
        assert list(scores(book)) == ["ada", "bo", ZOE]


def test_a_gradebook_in_which_no_run_started_is_brought_up(old: Path) -> None:
    with closing(sqlite3.connect(old / FILE_NAME)) as connection, connection:
        connection.executescript("DELETE FROM run; DELETE FROM student; DELETE FROM exercise; DELETE FROM report;")
    with open_gradebook(old) as book:
        with pytest.raises(GradebookError, match="no run has started"):
            book.results()
        book.start(META)
        put(book, "ada")


def test_a_migration_that_fails_leaves_the_file_as_it_was(old: Path) -> None:
    with closing(sqlite3.connect(old / FILE_NAME)) as connection, connection:
        connection.execute("CREATE TABLE old_run (x)")  # in the way
    before = (old / FILE_NAME).read_bytes()
    with pytest.raises(GradebookError, match=r"gradebook\.sqlite: "):
        open_gradebook(old)
    assert (old / FILE_NAME).read_bytes() == before
    assert version(old) == 1
