"""What is shown of a row: an assignment's points, who was late, scores set by hand. Nothing of it is kept in rows."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from books import META, RELU, put, started
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook import Override, Row, RunMeta, StudentReport, Terms, student_report
from grader.gradebook.shown import is_late, scaled
from grader.points import added
from grader.submission import Student
from grader.verdicts import CheckReport, Kind, Report, Verdict

ADA = Student("ada", "Ada")
DUE = datetime.fromisoformat("2025-11-28T13:00:00+01:00")
BY_HAND = Override("ada", "a/relu", 8.0, "the sheet was wrong", "cj", "2025-12-01T09:00:00+00:00")


def shown(*rows: Row, exercises: tuple[str, ...] = ("a/relu",), **terms: object) -> StudentReport:
    meta = replace(META, exercises=exercises, terms=Terms(**terms))  # type: ignore[arg-type]
    return student_report(ADA, [replace(row, of=row.report.max_score) for row in rows], meta)


def test_an_assignment_scales_points_and_keeps_their_shares() -> None:
    checks = (
        CheckReport("values", Kind.VALUE, Verdict.PASS, 3.0, 3.0),
        CheckReport("law", Kind.PROPERTY, Verdict.FAIL, 0.0, 1.0),
        CheckReport("speed", Kind.TIMING, Verdict.SKIPPED, 0.0, 1.0),
    )
    report = scaled(Report("toy/x", Verdict.FAIL, 3.0, 4.0, checks=checks), 10.0, 5.0)
    assert [(c.points, c.max_points) for c in report.checks] == [(6.0, 6.0), (0.0, 2.0), (0.0, 2.0)]
    assert (report.score, report.max_score) == (6.0, 8.0)


def test_a_score_that_is_withheld_stays_so_when_points_are_scaled() -> None:
    ada = shown(Row(replace(RELU, verdict=Verdict.INTERNAL, score=None)), points={"a/relu": 30.0})
    assert (ada.exercises[0].score, ada.exercises[0].max_score) == (None, 30.0)
    assert (ada.score, ada.max_score) == (None, 30.0)


def test_an_exercise_without_points_of_its_own_has_nothing_to_scale() -> None:
    ada = shown(Row(replace(RELU, score=0.0, max_score=0.0, checks=())), points={"a/relu": 30.0})
    assert (ada.score, ada.max_score) == (0.0, 0.0)


def test_thirds_of_an_exercise_add_up_to_all_of_it() -> None:
    exercises = ("a/x", "a/y", "a/z")
    rows = [Row(replace(RELU, exercise=e, score=1.0, max_score=3.0, checks=())) for e in exercises]
    ada = shown(*rows, exercises=exercises, points=dict.fromkeys(exercises, 10.0))
    assert (ada.score, ada.max_score) == (10.0, 30.0)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=8))
def test_decimal_points_show_as_decimals(numbers: list[tuple[int, int]]) -> None:
    exercises = tuple(f"a/e{i}" for i in range(len(numbers)))
    rows = [
        Row(replace(RELU, exercise=e, score=min(n, of) / 10, max_score=of / 10, checks=()))
        for e, (n, of) in zip(exercises, numbers, strict=True)
    ]
    ada = shown(*rows, exercises=exercises)
    assert ada.score == sum(min(n, of) for n, of in numbers) / 10
    assert ada.score == added(r.score or 0.0 for r in ada.exercises)
    assert ada.max_score == sum(of for _, of in numbers) / 10


def test_changed_points_change_what_is_shown_and_no_row(out: Path) -> None:
    with started(out, replace(META, worth={"a/relu": 10.0}, terms=Terms(points={"a/relu": 30.0}))) as book:
        put(book, "ada", RELU)
        (ada, _) = book.reports()
        stored = book._connection.execute("SELECT score, max_score FROM report").fetchall()
    assert (ada.exercises[0].score, ada.exercises[0].max_score) == (15.0, 30.0)
    assert (ada.exercises[0].checks[0].points, ada.exercises[0].checks[0].max_points) == (15.0, 30.0)
    assert stored == [(5.0, 10.0)]


@pytest.mark.parametrize(
    ("time", "late"),
    [
        ("2025-11-28T11:59:59+00:00", False),
        ("2025-11-28T12:00:00+00:00", False),
        ("2025-11-28T12:00:01+00:00", True),
        ("", False),
    ],
)
def test_a_file_is_late_from_the_first_second_after_it_was_due(time: str, late: bool) -> None:
    assert is_late(time, Terms(due=DUE)) == late
    assert not is_late(time, Terms())
    assert (shown(Row(RELU, time=time), due=DUE).late == {"a/relu"}) == late


def test_a_score_set_by_hand_counts_in_points_as_shown() -> None:
    ada = shown(Row(RELU, override=BY_HAND), points={"a/relu": 30.0})
    assert (ada.exercises[0].score, ada.exercises[0].max_score, ada.score) == (8.0, 30.0, 8.0)
    assert ada.exercises[0].verdict is Verdict.FAIL
    assert ada.overrides == {"a/relu": BY_HAND}


def test_a_score_set_by_hand_is_given_even_where_the_grader_failed() -> None:
    ada = shown(Row(replace(RELU, verdict=Verdict.INTERNAL, score=None), override=BY_HAND))
    assert (ada.exercises[0].verdict, ada.score) == (Verdict.INTERNAL, 8.0)


def test_no_exercises_are_all_that_was_asked() -> None:
    meta = RunMeta("0.1.0", 1, (), (), (ADA,))
    assert student_report(ADA, [], meta).score == 0
