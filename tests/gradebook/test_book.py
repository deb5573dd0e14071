"""Rows as they come and go: put, known to the next run, kept whatever ends this one."""

import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from books import CHECK, GRADE, KEY, META, RELU, SOFTMAX, put, python, started, stored

from grader.gradebook import FILE_NAME, RunMeta, read_gradebook
from grader.submission import named
from grader.verdicts import Verdict

# Rows


def test_a_report_comes_back_as_it_was_put(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
        (ada, _) = book.reports()
    assert ada.exercises == (RELU,)


def test_what_holds_for_a_run_comes_back_even_a_seed_beyond_64_bits(out: Path) -> None:
    with started(out) as book:
        assert book.meta() == META
    with read_gradebook(out) as book:
        assert book.meta() == META


def test_students_and_exercises_come_in_roster_order_however_rows_arrived(out: Path) -> None:
    meta = replace(META, students=named("zoe", "ada"))
    with started(out, meta) as book:
        for student in ("ada", "zoe"):
            put(book, student, SOFTMAX)
            put(book, student, RELU)
    assert list(stored(out).items()) == [("zoe", ["a/relu", "a/softmax"]), ("ada", ["a/relu", "a/softmax"])]


def test_a_second_report_replaces_the_first(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
        put(book, "ada", replace(RELU, score=7.0))
        (ada, _) = book.reports()
    assert [r.score for r in ada.exercises] == [7.0]


def test_scores_add_up_without_the_errors_of_binary_fractions(out: Path) -> None:
    names = tuple(f"a/e{i}" for i in range(10))
    with started(out, replace(META, exercises=names)) as book:
        for name in names:
            put(book, "ada", replace(RELU, exercise=name, score=0.1, max_score=0.1))
        (ada, _) = book.reports()
    assert (ada.score, ada.max_score) == (1.0, 1.0)


def test_an_internal_row_withholds_the_students_score(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", SOFTMAX)
        put(book, "ada", replace(RELU, verdict=Verdict.INTERNAL, score=None))
        (ada, _) = book.reports()
    assert (ada.score, ada.max_score) == (None, 20.0)


def test_a_row_that_is_not_there_yet_withholds_the_students_score(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", SOFTMAX)
        (ada, bo) = book.reports()
    assert (ada.score, bo.score, bo.exercises) == (None, None, ())


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_score_that_is_no_finite_number_is_our_fault_and_withheld(out: Path, number: float) -> None:
    with started(out) as book:
        put(book, "ada", replace(RELU, score=number))
        (ada, _) = book.reports()
    assert [(r.verdict, r.score) for r in ada.exercises] == [(Verdict.INTERNAL, None)]


def test_a_row_without_a_score_is_internal_and_an_internal_row_has_none(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", replace(RELU, score=None))
        put(book, "bo", replace(RELU, verdict=Verdict.INTERNAL, score=3.0))
        rows = [r for s in book.reports() for r in s.exercises]
    assert [(r.verdict, r.score) for r in rows] == [(Verdict.INTERNAL, None)] * 2


def test_half_a_surrogate_pair_in_a_message_does_not_cost_the_row(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", replace(RELU, message="bad \ud800 text", checks=(replace(CHECK, message="\udc80"),)))
        (ada, _) = book.reports()
    assert ada.exercises[0].message == "bad ? text"


def test_rows_are_counted_by_verdict_over_the_last_roster(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
        put(book, "bo", RELU)
        put(book, "ada", SOFTMAX)
        put(book, "gone", RELU)
        assert book.counts() == {Verdict.FAIL: 2, Verdict.PASS: 1}


# Going on where a run stopped


def test_an_unchanged_row_is_known(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
    with started(out) as book:
        assert book.known("ada", "a/relu", *KEY) == RELU


@pytest.mark.parametrize("place", range(5))
def test_a_row_with_another_key_is_not_known(out: Path, place: int) -> None:
    key = ["a/relu", *KEY, ""]
    key[place] += "x"
    with started(out) as book:
        put(book, "ada", RELU)
        assert book.known("ada", *key) is None
        assert book.known("bo", "a/relu", *KEY) is None


def test_a_timed_row_is_not_known_to_a_run_without_timing(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU, variant="timing")
        assert book.known("ada", "a/relu", *KEY, variant="no-timing") is None
        assert book.known("ada", "a/relu", *KEY, variant="timing") == RELU


def test_an_internal_row_is_graded_again(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", replace(RELU, verdict=Verdict.INTERNAL, score=None))
        assert book.known("ada", "a/relu", *KEY) is None


def test_a_row_without_sources_is_graded_again(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", replace(RELU, verdict=Verdict.MISSING, sha256=""))
        assert book.known("ada", "a/relu", "", "corpus-1", "0.1.0") is None


def test_a_row_that_this_run_has_not_come_to_is_kept_but_not_shown(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
        put(book, "bo", RELU)
    with started(out) as book:
        assert book.known("ada", "a/relu", *KEY) == RELU
        assert [len(s.exercises) for s in book.reports()] == [1, 0]
        assert book.known("bo", "a/relu", *KEY) == RELU
        assert [len(s.exercises) for s in book.reports()] == [1, 1]


def test_who_is_no_longer_there_is_in_no_report_and_is_known_on_coming_back(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
        put(book, "bo", SOFTMAX)
    with started(out, replace(META, students=named("ada"), exercises=("a/relu",))) as book:
        assert book.known("ada", "a/relu", *KEY) == RELU
    assert stored(out) == {"ada": ["a/relu"]}
    with started(out) as book:
        assert book.known("bo", "a/softmax", *KEY) == SOFTMAX


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
    with started(out, RunMeta("0.1.0", 1, (), ("a/relu",), named(*students))) as book:
        known = [s for s in students if book.known(s, "a/relu", "f" * 64, "c", "0.1.0")]
    assert known == done


def test_a_run_that_stops_leaves_one_file_that_can_be_copied(out: Path, tmp_path: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
    assert sorted(p.name for p in out.iterdir()) == [".lock", FILE_NAME]
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy(out / FILE_NAME, copy)
    assert stored(copy)["ada"] == ["a/relu"]


def test_a_report_can_be_read_while_a_run_is_writing(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
        assert stored(out) == {"ada": ["a/relu"], "bo": []}
        put(book, "bo", RELU)
        assert stored(out) == {"ada": ["a/relu"], "bo": ["a/relu"]}
