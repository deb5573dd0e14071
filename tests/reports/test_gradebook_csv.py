import csv
import io
from dataclasses import replace

import pytest
from classes import CONV, DUE, EARLY, INTERNAL, LATE, SIGMOID, classes, results, results_of
from hypothesis import given, settings

from grader.gradebook import Results, Row
from grader.output.escape import FORMULA
from grader.reports.gradebook_csv import render
from grader.verdicts import Verdict


def table(found: Results) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(render(found)), newline="")))


def test_a_line_holds_scores_total_maximum_and_verdicts() -> None:
    head, line = table(results(("ada", [CONV, SIGMOID])))
    assert head[:5] == ["student", "convolution/conv2d_im2col", "activations/sigmoid", "total", "max"]
    assert head[5:] == ["convolution/conv2d_im2col verdict", "activations/sigmoid verdict"]
    assert line == ["ada", "5", "7.5", "12.5", "17.5", "FAIL", "PASS"]


def test_a_withheld_score_and_total_are_empty_and_not_0() -> None:
    assert table(results(("ada", [CONV, INTERNAL])))[1] == ["ada", "5", "", "", "17.5", "FAIL", "INTERNAL"]


def test_a_row_that_is_not_graded_yet_is_empty_and_not_missing() -> None:
    assert table(results(("ada", [CONV])))[1] == ["ada", "5", "", "", "10", "FAIL", ""]


def test_a_skipped_exercise_is_empty_and_not_0() -> None:
    skipped = replace(SIGMOID, verdict=Verdict.SKIPPED, score=0.0, max_score=0.0)
    assert table(results(("ada", [CONV, skipped])))[1] == ["ada", "5", "", "5", "10", "FAIL", "SKIPPED"]


def test_a_missing_file_is_0() -> None:
    missing = replace(SIGMOID, verdict=Verdict.MISSING, score=0.0)
    assert table(results(("ada", [missing])))[1][2] == "0"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_a_name_that_a_spreadsheet_would_run_becomes_text(name: str) -> None:
    assert table(results((name, [CONV])))[1][0] == "'" + name


@pytest.mark.parametrize(
    "name", ["ada", "s1234567", "Zoë Ångström", "doe, jane", 'q"uote', "two\nlines", "a\rb", "007"]
)
def test_any_other_name_is_an_exact_join_key(name: str) -> None:
    assert table(results((name, [CONV])))[1][0] == name


def test_numbers_have_no_apostrophe_and_no_binary_noise() -> None:
    thirds = replace(CONV, score=0.1 + 0.2), replace(SIGMOID, score=20 / 3)
    assert table(results(("ada", list(thirds))))[1][1:4] == ["0.3", "6.666667", "6.966667"]


def test_with_a_date_the_last_column_names_what_came_late() -> None:
    both, neither = [Row(CONV, time=LATE), Row(SIGMOID, time=LATE)], [Row(CONV, time=EARLY), Row(SIGMOID)]
    head, ada, bo = table(results_of(("ada", both), ("bo", neither), due=DUE))
    assert (head[-1], ada[-1], bo[-1]) == ("late", "convolution/conv2d_im2col activations/sigmoid", "")


def test_a_title_does_not_come_before_the_heading() -> None:
    assert table(results(("ada", [CONV]), title="Week 3"))[0][0] == "student"


@settings(deadline=None)
@given(classes())
def test_every_student_comes_back_whole_and_in_order(found: Results) -> None:
    head, *lines = table(found)
    names = [cell[1:] if FORMULA.match(cell) else cell for cell, *_ in lines]
    assert names == [s.student for s in found.reports()]
    assert {len(line) for line in lines} <= {len(head)}
