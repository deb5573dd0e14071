import re
import unicodedata
from dataclasses import replace

import pytest
from classes import CONV, DUE, EARLY, FAILED, INTERNAL, LATE, PASSED, SIGMOID, classes, failing, results, results_of
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from grader.gradebook import Results, Row
from grader.reports.class_table import shortened
from grader.reports.digest import MOST_FINDINGS, MOST_STUDENTS
from grader.reports.terminal import one_line, render
from grader.submission import Student
from grader.verdicts import CheckReport, Kind, Report, Verdict

SLUGS = (
    "activations/sigmoid",
    "activations/softmax_stable",
    "losses/cross_entropy",
    "networks/two_layer_backprop",
    "convolution/im2col",
    "convolution/conv2d_im2col",
    "normalization/batch_norm_backward",
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def line(text: str, start: str) -> str:
    (found,) = [line for line in text.splitlines() if line.startswith(start)]
    return found


def class_of(students: int, exercises: tuple[str, ...], verdict: Verdict = Verdict.PASS) -> Results:
    rows = [replace(SIGMOID, exercise=e, verdict=verdict, score=10.0, max_score=20.0) for e in exercises]
    return results(*((f"student{i:05}", rows) for i in range(students)), exercises=exercises)


# The class table


def test_a_line_holds_each_verdict_with_its_score_and_the_total() -> None:
    text = render(results(("ada", [CONV, SIGMOID])), width=80)
    assert line(text, "ada  ").split() == ["ada", "FAIL", "5", "PASS", "7.5", "12.5/17.5"]


def test_a_withheld_score_is_a_dash_and_not_0() -> None:
    text = render(results(("ada", [CONV, INTERNAL])), width=80)
    assert line(text, "ada  ").split() == ["ada", "FAIL", "5", "INTERNAL", "—", "—/17.5"]


def test_a_row_that_is_not_graded_yet_is_a_question_mark() -> None:
    assert line(render(results(("ada", [CONV])), width=80), "ada  ").split() == ["ada", "FAIL", "5", "?", "—/10"]


@pytest.mark.parametrize(("width", "cell"), [(120, "MISSING 10"), (95, "MISS 10"), (80, "- 10"), (60, "----- --")])
def test_cells_get_shorter_as_the_terminal_gets_narrower(width: int, cell: str) -> None:
    text = render(class_of(16, SLUGS, Verdict.MISSING), width=width)
    assert cell in line(text, "student00003  ")


@pytest.mark.parametrize("width", [80, 60])
def test_signs_are_explained(width: int) -> None:
    assert "- MISSING" in render(class_of(16, SLUGS, Verdict.MISSING), width=width).splitlines()


def test_a_term_of_exercises_is_numbered_and_explained() -> None:
    slugs = tuple(f"unit/exercise_{n}" for n in range(1, 33))
    text = render(class_of(3, slugs), width=80)
    assert line(text, "student00001  ").split() == ["student00001", *(5 * ".",) * 6, "..", "320/640"]
    assert "32 exercise_32" in text


def test_long_names_lose_their_middle_for_the_ends_tell_them_apart() -> None:
    assert shortened("hernandez_maria_123456", 12) == "hernand…3456"
    assert shortened("ada", 12) == "ada"


@given(st.text(), st.integers(1, 50))
def test_a_shortened_name_fits(name: str, width: int) -> None:
    assert cell_len(shortened(name, width)) <= width


def test_a_name_in_wide_letters_keeps_columns_aligned() -> None:
    text = render(results(("王小明", [CONV, SIGMOID]), ("ada", [CONV, SIGMOID])), width=80)
    wide, narrow = line(text, "王小明  "), line(text, "ada  ")
    assert cell_len(wide.partition("FAIL")[0]) == cell_len(narrow.partition("FAIL")[0])


def test_the_title_stands_above_the_table() -> None:
    assert render(results(("ada", [CONV]), title="Week\x1b 3")).splitlines()[0] == "Week\\x1b 3"


def test_a_student_whose_name_is_not_the_id_is_shown_with_both() -> None:
    text = render(results_of((Student("a17", "Ada"), [Row(CONV), Row(SIGMOID)])), width=80)
    assert line(text, "Ada (a17)  ").endswith("12.5/17.5")


def test_a_row_that_came_late_has_a_sign_and_is_counted() -> None:
    rows = [Row(CONV, time=LATE), Row(SIGMOID, time=EARLY)]
    text = render(results_of(("ada", rows), ("bo", rows), due=DUE), width=100)
    assert line(text, "ada  ").split() == ["ada", "FAIL*", "5", "PASS", "7.5", "12.5/17.5"]
    assert "* 2 rows are late: the files were changed after 2025-11-28 13:00 (UTC+01:00)" in text
    assert "late" not in render(results_of(("ada", rows)), width=100)


def test_where_cells_are_signs_the_total_says_that_a_row_came_late() -> None:
    slugs = tuple(f"unit/exercise_{n}" for n in range(1, 33))
    rows = [Row(replace(SIGMOID, exercise=e), time=LATE if e == slugs[7] else EARLY) for e in slugs]
    text = render(results_of(("ada", rows), exercises=slugs, due=DUE), width=80)
    assert line(text, "ada  ").endswith("240/240*")


# What is wrong


def test_the_first_failing_check_speaks() -> None:
    later = replace(FAILED, name="stride", message="later")
    text = render(results(("ada", [replace(CONV, checks=(PASSED, FAILED, later))])), width=100)
    assert "conv2d_im2col  FAIL  same: one pixel: expected 4, got 3" in text
    assert "later" not in text


def test_the_misconception_stands_below() -> None:
    text = render(results(("ada", [failing(misconception="You leave out\nthe padding.")])), width=80)
    assert line(text, "      You").strip() == "You leave out the padding."


def test_a_row_without_checks_says_its_own_message() -> None:
    missing = Report("activations/sigmoid", Verdict.MISSING, 0.0, 10.0, "no sigmoid.py")
    assert "sigmoid  MISSING  no sigmoid.py" in render(results(("ada", [missing])), width=80)


def test_what_is_missing_is_told_in_one_line_where_the_same_was_handed_in_instead() -> None:
    one = Report("a/relu", Verdict.MISSING, 0.0, 1.0, "no relu.py, and no other file defines relu", instead="found x")
    other = replace(one, exercise="a/tanh", message="no tanh.py, and no other file defines tanh")
    text = render(results(("ada", [one, other]), exercises=("a/relu", "a/tanh")), width=100)
    assert "2 exercises  MISSING  relu, tanh (found x)" in text
    alone = render(results(("ada", [one]), exercises=("a/relu",)), width=100)
    assert "relu  MISSING  no relu.py, and no other file defines relu; found x" in alone


def test_what_is_missing_is_not_told_in_one_line_where_more_is_to_be_said_of_each() -> None:
    one = Report("a/relu", Verdict.MISSING, 0.0, 1.0, "relu.py does not define relu; found x")
    other = Report("a/tanh", Verdict.MISSING, 0.0, 1.0, "no tanh.py", instead="found x")
    text = render(results(("ada", [one, other]), exercises=("a/relu", "a/tanh")), width=100)
    assert "relu.py does not define relu; found x" in text
    assert "no tanh.py; found x" in text


def test_who_handed_in_nothing_has_one_line() -> None:
    rows = [Report(f"a/e{i}", Verdict.MISSING, 0.0, 1.0, "nothing was handed in") for i in range(3)]
    text = render(results(("ada", rows), exercises=tuple(r.exercise for r in rows)), width=100)
    assert "3 exercises  MISSING  e0, e1, e2 (nothing was handed in)" in text


def test_the_reason_is_that_of_a_check_with_the_rows_verdict() -> None:
    late = replace(FAILED, name="stride", verdict=Verdict.TIMEOUT, message="no answer within 5 s")
    impure = CheckReport("purity", Kind.PURITY, Verdict.FAIL, 0.0, 0.0, "changes its argument")
    row = replace(CONV, verdict=Verdict.TIMEOUT, checks=(PASSED, FAILED, late, impure))
    text = render(results(("ada", [row])), width=100)
    assert "TIMEOUT  stride: no answer within 5 s" in text
    assert "expected 4" not in text
    text = render(results(("ada", [replace(row, verdict=Verdict.FAIL, checks=(PASSED, FAILED, impure))])), width=100)
    assert "FAIL  purity: changes its argument" in text


def test_a_slow_kernel_is_no_failure_and_says_where_its_points_went() -> None:
    slow = CheckReport("speed", Kind.TIMING, Verdict.FAIL, 0.0, 5.0, "40 times slower")
    text = render(results(("ada", [CONV, replace(SIGMOID, checks=(slow,))])), width=80)
    assert "PASS  speed: 40 times slower" in text
    failed = replace(CONV, checks=(slow, FAILED))
    assert "40 times slower" not in render(results(("ada", [failed])), width=80)


def test_a_class_that_passed_has_nothing_wrong() -> None:
    assert "What is wrong" not in render(results(("ada", [SIGMOID]), exercises=("activations/sigmoid",)))


@pytest.mark.parametrize("misconception", ["", "You leave out the padding. " * 20])
def test_a_finding_takes_two_lines_at_most(misconception: str) -> None:
    report = failing(message="word " * 300, misconception=misconception)
    text = render(results(("ada", [report])), width=80)
    below = text.partition("What is wrong\nada\n")[2].partition("\n\n")[0].splitlines()
    assert len(below) == 2
    assert below[1].endswith("…")


def test_a_message_of_many_lines_shows_its_first() -> None:
    assert one_line("\n  first\nsecond\n") == "first …"
    assert one_line("alone\n") == "alone"
    assert one_line("\n") == ""


# The counts


def test_verdicts_are_counted() -> None:
    text = render(results(("ada", [CONV, SIGMOID]), ("bo", [CONV, SIGMOID])), width=80)
    assert "2 students × 2 exercises:  PASS 2  FAIL 2" in text
    assert "total: median 12.5, mean 12.5 of 17.5" in text


def test_internal_rows_are_said_to_be_ours() -> None:
    assert "1 row is INTERNAL, a fault of the grader" in render(results(("ada", [CONV, INTERNAL])), width=120)


def test_rows_that_are_not_graded_yet_are_said() -> None:
    assert "1 row is not graded yet" in render(results(("ada", [CONV])), width=120)


def test_a_class_of_nobody_is_printed() -> None:
    assert "0 students × 2 exercises" in render(results())


def test_a_page_about_a_large_class_stays_a_page() -> None:
    students = 3 * MOST_FINDINGS
    text = render(class_of(students, ("activations/sigmoid",), Verdict.FAIL), width=80)
    assert f"… and {students - MOST_STUDENTS:,} more students" in text
    assert f"… and {students - MOST_FINDINGS:,} more rows" in text
    assert f"FAIL {students:,}" in text


# What students wrote


@pytest.mark.parametrize("text", ["[red]x[/red]", "[link=http://a]b[/link]", "[/]", ":smile:", "\\[b]"])
def test_markup_in_student_text_is_never_interpreted(text: str) -> None:
    page = render(results((text, [failing(message=text, misconception=text)])), width=120, colour=True)
    assert COLOUR.sub("", page).count(text) == 4


def test_a_message_cannot_clear_the_screen_or_forge_a_line() -> None:
    page = render(results(("ada\nbo", [failing(message="\x1b[2J\x1b]0;title\x07\roverwritten")])), width=120)
    assert "\\x1b[2J\\x1b]0;title\\x07\\roverwritten" in page
    assert "ada\\nbo" in page


@settings(deadline=None)
@given(classes(), st.integers(20, 200))
def test_a_plain_page_holds_no_control_character_but_the_line_feed(found: Results, width: int) -> None:
    page = render(found, width=width).replace("\n", "")
    assert not {unicodedata.category(c) for c in page} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@settings(deadline=None)
@given(classes())
def test_a_coloured_page_says_the_same_as_a_plain_one(found: Results) -> None:
    coloured = COLOUR.sub("", render(found, width=80, colour=True))
    assert [x.rstrip() for x in coloured.splitlines()] == render(found, width=80).splitlines()


@pytest.mark.parametrize("width", [1, 2, 5, 12, 20, 36])
def test_a_window_too_narrow_for_any_message_still_gets_its_page(width: int) -> None:
    text = render(results(("ada", [failing(message="word " * 300, misconception="no room " * 9)])), width=width)
    assert len(text.splitlines()) > 5


@settings(deadline=None)
@given(classes(), st.integers(40, 200))
def test_no_line_is_wider_than_the_terminal(found: Results, width: int) -> None:
    assert max(cell_len(line) for line in render(found, width=width).splitlines()) <= width
