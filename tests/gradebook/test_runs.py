"""Runs: each on record, and what the views show while one is under way or after it was killed."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from books import KEY, META, RELU, SOFTMAX, put, started

from grader.errors import GradebookError
from grader.gradebook import Gradebook, RunMeta, Terms, open_gradebook, read_gradebook
from grader.submission import Attempt, Student, named
from grader.verdicts import Verdict

HALF = replace(META, exercises=("a/relu",), students=named("bo", "cy"))
CHANGED = replace(RELU, score=9.0, sha256="a" * 64)


def shown(book: Gradebook) -> dict[str, dict[str, float | None]]:
    return {s.student: {r.exercise: r.score for r in s.exercises} for s in book.reports()}


def finished(out: Path, meta: RunMeta = META) -> None:
    with started(out, meta) as book:
        for student in meta.students:
            put(book, student.id, *(row for row in (RELU, SOFTMAX) if row.exercise in meta.exercises))
        book.finish()


def test_a_student_is_a_record_that_comes_back(out: Path) -> None:
    ada = Student("a-17", "Ada Lovelace", "ada@example.org", {"canvas": "17"}, (Attempt(1, "2025-01-31T12:00:00Z"),))
    with started(out, replace(META, students=(ada, *named("bo")))) as book:
        put(book, "a-17", RELU)
        assert book.meta().students == (ada, *named("bo"))
        assert [(s.student, s.name) for s in book.reports()] == [("a-17", "Ada Lovelace"), ("bo", "bo")]


def test_a_student_of_whom_more_becomes_known_is_the_same(out: Path) -> None:
    finished(out)
    with started(out, replace(META, students=(Student("ada", "Ada Lovelace"),))) as book:
        assert book.known("ada", "a/relu", *KEY) == RELU
        assert [s.name for s in book.reports()] == ["Ada Lovelace", "bo"]


def test_both_unicode_forms_of_a_name_are_one_student(out: Path) -> None:
    composed, decomposed = "Zo\xeb", "Zoe\u0308"
    with started(out, replace(META, students=named(composed, decomposed))) as book:
        put(book, decomposed, RELU)
        assert book.known(composed, "a/relu", *KEY) == RELU
        assert shown(book) == {composed: {"a/relu": 5.0}}


def test_terms_come_back_as_they_were_said(out: Path) -> None:
    due = datetime.fromisoformat("2025-03-01T23:59:00+01:00")
    meta = replace(META, worth={"a/relu": 10.0}, terms=Terms("Week 3", due, {"a/relu": 30.0}, "full"))
    with started(out, meta) as book:
        assert book.meta() == meta
        assert book.meta().terms.due == due


def test_a_run_has_its_beginning_and_its_end_on_record(out: Path) -> None:
    with started(out) as book:
        (run,) = book.runs()
        assert (run.number, run.ended) == (1, None)
        assert datetime.fromisoformat(run.started).utcoffset() is not None
        book.finish()
        (run,) = book.runs()
        assert run.ended is not None
        assert run.started <= run.ended


def test_rows_of_an_earlier_run_stay_as_they_were(out: Path) -> None:
    finished(out)
    with started(out) as book:
        put(book, "ada", CHANGED)
        book.finish()
    with read_gradebook(out) as book:
        assert [run.number for run in book.runs()] == [1, 2]
        assert [[r.score for r in s.exercises] for s in book.reports(1)] == [[5.0, 10.0], [5.0, 10.0]]
        assert [[r.score for r in s.exercises] for s in book.reports(2)] == [[9.0], []]
        assert book.meta(1).students == META.students


def test_a_run_that_is_not_there_is_told(out: Path) -> None:
    finished(out)
    with read_gradebook(out) as book, pytest.raises(GradebookError, match="holds no run 7"):
        book.results(7)


def test_a_row_that_a_run_confirms_is_kept_once(out: Path) -> None:
    finished(out)
    missing = replace(SOFTMAX, verdict=Verdict.MISSING, sha256="", score=0.0)
    for _ in range(3):
        with started(out) as book:
            assert book.known("ada", "a/relu", *KEY) == RELU
            put(book, "ada", missing)
            put(book, "ada", CHANGED)
            put(book, "ada", RELU)
            book.finish()
    with read_gradebook(out) as book:
        assert book._connection.execute("SELECT count(*) FROM report").fetchone() == (5,)
        assert book._connection.execute("SELECT count(*) FROM taken").fetchone() == (10,)


def test_a_row_that_is_put_twice_leaves_no_report_that_nobody_has(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
        put(book, "ada", replace(RELU, message="smaller"))
        assert book._connection.execute("SELECT count(*) FROM report").fetchone() == (1,)
        assert book.known("ada", "a/relu", *KEY) == replace(RELU, message="smaller")


def test_a_finished_run_shows_its_own_roster_alone(out: Path) -> None:
    finished(out)
    finished(out, HALF)
    with read_gradebook(out) as book:
        assert shown(book) == {"bo": {"a/relu": 5.0}, "cy": {"a/relu": 5.0}}
        assert book.meta().exercises == ("a/relu",)
        assert book.counts() == {Verdict.FAIL: 2}


def test_a_run_that_ends_early_takes_nobody_out_of_the_views(out: Path) -> None:
    finished(out)
    with started(out, HALF) as book:
        put(book, "cy", CHANGED)
    with read_gradebook(out) as book:
        assert [s.id for s in book.meta().students] == ["bo", "cy", "ada"]
        assert book.meta().exercises == ("a/relu", "a/softmax")
        # bo's relu was asked for and isn't graded yet; what wasn't asked for stays as it was.
        assert shown(book) == {
            "bo": {"a/softmax": 10.0},
            "cy": {"a/relu": 9.0},
            "ada": {"a/relu": 5.0, "a/softmax": 10.0},
        }
        assert [s.score for s in book.reports()] == [None, None, 15.0]
        assert book.counts() == {Verdict.FAIL: 2, Verdict.PASS: 2}


def test_rows_of_the_finished_run_are_scaled_by_what_the_exercise_was_worth_then(out: Path) -> None:
    finished(out, replace(META, worth={"a/relu": 10.0, "a/softmax": 10.0}))
    meta = replace(HALF, worth={"a/relu": 5.0}, terms=Terms(points={"a/relu": 100.0}))
    with started(out, meta) as book:
        put(book, "cy", replace(RELU, score=5.0, max_score=5.0, sha256="a" * 64))
    with read_gradebook(out) as book:
        found = shown(book)
    assert (found["ada"]["a/relu"], found["cy"]["a/relu"]) == (50.0, 100.0)


def test_two_runs_that_end_early_show_the_last_finished_one_behind_the_second(out: Path) -> None:
    finished(out)
    started(out, replace(HALF, students=named("dan"))).close()
    started(out, HALF).close()
    with read_gradebook(out) as book:
        assert [s.id for s in book.meta().students] == ["bo", "cy", "ada"]


def test_an_early_end_without_a_finished_run_shows_what_there_is(out: Path) -> None:
    with started(out) as book:
        put(book, "ada", RELU)
    started(out, HALF).close()
    with read_gradebook(out) as book:
        assert shown(book) == {"bo": {}, "cy": {}}


def test_a_run_that_goes_on_to_its_end_has_the_views_for_itself(out: Path) -> None:
    finished(out)
    started(out, HALF).close()
    finished(out, HALF)
    with read_gradebook(out) as book:
        assert list(shown(book)) == ["bo", "cy"]


def test_the_time_of_a_file_is_that_of_the_run_which_took_it(out: Path) -> None:
    early, late = "2025-01-01T00:00:00+00:00", "2025-02-01T00:00:00+00:00"
    with started(out) as book:
        put(book, "ada", RELU, time=early)
        book.finish()
    with started(out) as book:
        assert book.known("ada", "a/relu", *KEY, time=late) == RELU
        book.finish()
    with open_gradebook(out) as book:
        assert [dict(next(book.reports(run)).times) for run in (1, 2)] == [{"a/relu": early}, {"a/relu": late}]
