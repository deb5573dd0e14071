import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import GradebookError
from grader.gradebook import FILE_NAME, Gradebook, RunMeta, open_gradebook, read_gradebook
from grader.verdicts import CheckReport, Kind, Report, Verdict

META = RunMeta("0.1.0", 2**80, ("landlock", "seccomp"), ("a/relu", "a/softmax"), ("ada", "bo"))
CHECK = CheckReport("valid", Kind.VALUE, Verdict.PASS, 5.0, 10.0, "a message", "x = [1]", "You forget\nσ.")
RELU = Report("a/relu", Verdict.FAIL, 5.0, 10.0, "", "hw.zip!/relu.py", "f" * 64, "corpus-1", 0.25, (CHECK,))
SOFTMAX = replace(RELU, exercise="a/softmax", verdict=Verdict.PASS, score=10.0)
KEY = ("f" * 64, "corpus-1", "0.1.0")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def started(out: Path, meta: RunMeta = META) -> Gradebook:
    book = open_gradebook(out)
    book.start(meta)
    return book


def stored(out: Path) -> dict[str, list[str]]:
    with read_gradebook(out) as book:
        return {s.student: [r.exercise for r in s.exercises] for s in book.reports()}


def python(code: str, *arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


# Rows


def test_a_report_comes_back_as_it_was_put(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
        (ada, _) = book.reports()
    assert ada.exercises == (RELU,)


def test_what_holds_for_a_run_comes_back_even_a_seed_beyond_64_bits(out: Path) -> None:
    with started(out) as book:
        assert book.meta() == META
    with read_gradebook(out) as book:
        assert book.meta() == META


def test_students_and_exercises_come_in_roster_order_however_rows_arrived(out: Path) -> None:
    meta = replace(META, students=("zoe", "ada"))
    with started(out, meta) as book:
        for student in ("ada", "zoe"):
            book.put(student, SOFTMAX)
            book.put(student, RELU)
    assert list(stored(out).items()) == [("zoe", ["a/relu", "a/softmax"]), ("ada", ["a/relu", "a/softmax"])]


def test_a_second_report_replaces_the_first(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
        book.put("ada", replace(RELU, score=7.0))
        (ada, _) = book.reports()
    assert [r.score for r in ada.exercises] == [7.0]


def test_scores_add_up_without_the_errors_of_binary_fractions(out: Path) -> None:
    names = tuple(f"a/e{i}" for i in range(10))
    with started(out, replace(META, exercises=names)) as book:
        for name in names:
            book.put("ada", replace(RELU, exercise=name, score=0.1, max_score=0.1))
        (ada, _) = book.reports()
    assert (ada.score, ada.max_score) == (1.0, 1.0)


def test_an_internal_row_withholds_the_students_score(out: Path) -> None:
    with started(out) as book:
        book.put("ada", SOFTMAX)
        book.put("ada", replace(RELU, verdict=Verdict.INTERNAL, score=None))
        (ada, _) = book.reports()
    assert (ada.score, ada.max_score) == (None, 20.0)


def test_a_row_that_is_not_there_yet_withholds_the_students_score(out: Path) -> None:
    with started(out) as book:
        book.put("ada", SOFTMAX)
        (ada, bo) = book.reports()
    assert (ada.score, bo.score, bo.exercises) == (None, None, ())


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_score_that_is_no_finite_number_is_our_fault_and_withheld(out: Path, number: float) -> None:
    with started(out) as book:
        book.put("ada", replace(RELU, score=number))
        (ada, _) = book.reports()
    assert [(r.verdict, r.score) for r in ada.exercises] == [(Verdict.INTERNAL, None)]


def test_a_row_without_a_score_is_internal_and_an_internal_row_has_none(out: Path) -> None:
    with started(out) as book:
        book.put("ada", replace(RELU, score=None))
        book.put("bo", replace(RELU, verdict=Verdict.INTERNAL, score=3.0))
        rows = [r for s in book.reports() for r in s.exercises]
    assert [(r.verdict, r.score) for r in rows] == [(Verdict.INTERNAL, None)] * 2


def test_half_a_surrogate_pair_in_a_message_does_not_cost_the_row(out: Path) -> None:
    with started(out) as book:
        book.put("ada", replace(RELU, message="bad \ud800 text", checks=(replace(CHECK, message="\udc80"),)))
        (ada, _) = book.reports()
    assert ada.exercises[0].message == "bad ? text"


def test_rows_are_counted_by_verdict_over_the_last_roster(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
        book.put("bo", RELU)
        book.put("ada", SOFTMAX)
        book.put("gone", RELU)
        assert book.counts() == {Verdict.FAIL: 2, Verdict.PASS: 1}


# Going on where a run stopped


def test_an_unchanged_row_is_known(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
    with started(out) as book:
        assert book.known("ada", "a/relu", *KEY) == RELU


@pytest.mark.parametrize("place", range(5))
def test_a_row_with_another_key_is_not_known(out: Path, place: int) -> None:
    key = ["a/relu", *KEY, ""]
    key[place] += "x"
    with started(out) as book:
        book.put("ada", RELU)
        assert book.known("ada", *key) is None
        assert book.known("bo", "a/relu", *KEY) is None


def test_a_timed_row_is_not_known_to_a_run_without_timing(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU, variant="timing")
        assert book.known("ada", "a/relu", *KEY, variant="no-timing") is None
        assert book.known("ada", "a/relu", *KEY, variant="timing") == RELU


def test_an_internal_row_is_graded_again(out: Path) -> None:
    with started(out) as book:
        book.put("ada", replace(RELU, verdict=Verdict.INTERNAL, score=None))
        assert book.known("ada", "a/relu", *KEY) is None


def test_a_row_without_sources_is_graded_again(out: Path) -> None:
    with started(out) as book:
        book.put("ada", replace(RELU, verdict=Verdict.MISSING, sha256=""))
        assert book.known("ada", "a/relu", "", "corpus-1", "0.1.0") is None


def test_a_row_that_this_run_has_not_come_to_is_kept_but_not_shown(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
        book.put("bo", RELU)
    with started(out) as book:
        assert book.known("ada", "a/relu", *KEY) == RELU
        assert [len(s.exercises) for s in book.reports()] == [1, 0]
        assert book.known("bo", "a/relu", *KEY) == RELU
        assert [len(s.exercises) for s in book.reports()] == [1, 1]


def test_who_is_no_longer_there_is_in_no_report_and_is_known_on_coming_back(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
        book.put("bo", SOFTMAX)
    with started(out, replace(META, students=("ada",), exercises=("a/relu",))) as book:
        assert book.known("ada", "a/relu", *KEY) == RELU
    assert stored(out) == {"ada": ["a/relu"]}
    with started(out) as book:
        assert book.known("bo", "a/softmax", *KEY) == SOFTMAX


GRADE = """
import sys
from dataclasses import replace
from pathlib import Path
from grader.gradebook import RunMeta, open_gradebook
from grader.verdicts import Report, Verdict
students = tuple(f"s{i}" for i in range(100))
book = open_gradebook(Path(sys.argv[1]))
book.start(RunMeta("0.1.0", 1, (), ("a/relu",), students))
for student in students:
    book.put(student, Report("a/relu", Verdict.PASS, 1.0, 1.0, sha256="f" * 64, corpus="c"))
    print(student, flush=True)
    sys.stdin.readline()
"""


def test_rows_of_a_killed_run_are_kept_and_the_next_run_gets_in_at_once(out: Path) -> None:
    with python(GRADE, out) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        done = []
        for _ in range(7):
            done.append(process.stdout.readline().strip())
            process.stdin.write("\n")
            process.stdin.flush()
        done.append(process.stdout.readline().strip())
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert [s for s, rows in stored(out).items() if rows] == done
    students = tuple(f"s{i}" for i in range(100))
    with started(out, RunMeta("0.1.0", 1, (), ("a/relu",), students)) as book:
        known = [s for s in students if book.known(s, "a/relu", "f" * 64, "c", "0.1.0")]
    assert known == done


def test_a_run_that_stops_leaves_one_file_that_can_be_copied(out: Path, tmp_path: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
    assert sorted(p.name for p in out.iterdir()) == [".lock", FILE_NAME]
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(out / FILE_NAME, copy)
    assert stored(copy)["ada"] == ["a/relu"]


def test_a_report_can_be_read_while_a_run_is_writing(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
        assert stored(out) == {"ada": ["a/relu"], "bo": []}
        book.put("bo", RELU)
        assert stored(out) == {"ada": ["a/relu"], "bo": ["a/relu"]}


# What can go wrong


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
    with pytest.raises(GradebookError, match="has version 99, and this grader reads version 1") as caught:
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
        book.put("ada", RELU)
        (pages,) = book._connection.execute("PRAGMA page_count").fetchone()
        book._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(GradebookError, match="disk is full"):
            book.put("bo", replace(RELU, message="m" * 100_000))
    assert stored(out) == {"ada": ["a/relu"], "bo": []}


def test_a_damaged_row_is_told(out: Path) -> None:
    with started(out) as book:
        book.put("ada", RELU)
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
        book.put("ada", RELU)


@pytest.mark.skipif(sqlite3.sqlite_version_info < (3, 37), reason="this SQLite has no strict tables")
def test_tables_are_strict(out: Path) -> None:
    started(out).close()
    connection = sqlite3.connect(out / FILE_NAME)
    tables = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    assert len(tables) == 4
    assert all(sql.endswith("STRICT") for (sql,) in tables)


def test_a_schema_that_was_half_made_is_made_anew(out: Path) -> None:
    out.mkdir()
    (out / FILE_NAME).touch()  # what a kill before the first transaction leaves
    with started(out) as book:
        assert book.meta() == META
