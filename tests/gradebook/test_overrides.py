"""Scores set by hand: who, when and why are kept, the last one holds."""

from dataclasses import replace
from pathlib import Path

import pytest
from books import META, RELU, put, started

from grader.errors import GradebookError
from grader.gradebook import Gradebook, Override, open_gradebook, read_gradebook

FIRST = Override("ada", "a/relu", 8.0, "the sheet was wrong", "cj", "2025-12-01T09:00:00+00:00")


@pytest.fixture
def graded(out: Path) -> Path:
    with started(out) as book:
        put(book, "ada", RELU)
        put(book, "bo", RELU)
        book.finish()
    return out


def scores(book: Gradebook) -> list[float | None]:
    return [row.score for student in book.reports() for row in student.exercises]


def test_a_score_set_by_hand_is_shown_and_the_row_kept(graded: Path) -> None:
    with open_gradebook(graded) as book:
        book.override(FIRST)
        assert book.overrides() == (FIRST,)
    with read_gradebook(graded) as book:
        assert scores(book) == [8.0, 5.0]
        assert next(book.reports()).overrides == {"a/relu": FIRST}
        assert book._connection.execute("SELECT score FROM report").fetchall() == [(5.0,), (5.0,)]


def test_the_last_one_holds_and_the_first_stays_on_record(graded: Path) -> None:
    second = replace(FIRST, score=3.5, reason="I misread")
    with open_gradebook(graded) as book:
        book.override(FIRST)
        book.override(second)
        assert scores(book) == [3.5, 5.0]
        assert book.overrides() == (FIRST, second)


def test_no_score_takes_an_earlier_one_back(graded: Path) -> None:
    with open_gradebook(graded) as book:
        book.override(FIRST)
        book.override(replace(FIRST, score=None, reason="it was right"))
        assert scores(book) == [5.0, 5.0]


def test_it_holds_for_later_runs_too(graded: Path) -> None:
    with open_gradebook(graded) as book:
        book.override(FIRST)
        book.start(META)
        put(book, "ada", replace(RELU, score=7.0, sha256="a" * 64))
        assert scores(book) == [8.0]


def test_either_unicode_form_names_the_student(out: Path) -> None:
    with started(out, META) as book:
        book.override(replace(FIRST, student="Zoe\u0308"))
        assert [override.student for override in book.overrides()] == ["Zo\xeb"]


@pytest.mark.parametrize("change", [{"score": -1.0}, {"score": float("nan")}, {"reason": " "}, {"author": ""}])
def test_what_is_no_score_or_has_no_reason_or_name_is_refused(graded: Path, change: dict[str, object]) -> None:
    with open_gradebook(graded) as book:
        with pytest.raises(GradebookError) as caught:
            book.override(replace(FIRST, **change))  # type: ignore[arg-type]
        assert caught.value.hint
        assert book.overrides() == ()
