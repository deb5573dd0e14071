"""feedback/: what a student's file holds at each level, and that no name or text of theirs can do harm."""

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from classes import CONV, DUE, FAILED, INTERNAL, LATE, PASSED, SIGMOID, classes, failing, results, results_of
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import OutputError
from grader.gradebook import Override, Results, Row
from grader.reports.feedback import FOLDER, file_names, page, write_feedback
from grader.submission import Student
from grader.verdicts import CheckReport, Kind, Report, Verdict

WRONG = failing(misconception="You leave out\nthe padding.")


def only(found: Results) -> str:
    (student,) = found.reports()
    return "".join(f"{line}\n" for line in page(student, found.meta))


def names(*ids: str) -> list[str]:
    return list(file_names(ids))


# Levels


def test_names_are_verdicts_and_points_alone() -> None:
    assert only(results(("ada", [WRONG, SIGMOID]), feedback="names")) == (
        "# Feedback\n\n**ada**: 12.5 of 17.5 points\n\n"
        "## conv2d_im2col: FAIL, 5 of 10 points\n\n- valid: PASS, 5 of 5\n- same: FAIL, 0 of 5\n\n"
        "## sigmoid: PASS, 7.5 of 7.5 points\n"
    )


def test_messages_come_with_diagnoses_and_without_the_case() -> None:
    text = only(results(("ada", [WRONG]), feedback="messages"))
    assert "- same: FAIL, 0 of 5\n\n  one pixel: expected 4, got 3\n\n  You leave out the padding.\n" in text
    assert "x = " not in text


def test_full_shows_the_case_too() -> None:
    text = only(results(("ada", [WRONG]), feedback="full"))
    assert "  You leave out the padding.\n\n  ```\n  x = [[1]]\n  ```\n" in text


def test_messages_are_what_is_shown_unasked() -> None:
    assert only(results(("ada", [WRONG]))) == only(results(("ada", [WRONG]), feedback="messages"))


def test_a_row_without_checks_says_why_unless_names_are_all_that_is_told() -> None:
    missing = Report("activations/sigmoid", Verdict.MISSING, 0.0, 10.0, "no sigmoid.py", instead="found *relu*")
    assert "no sigmoid.py; found \\*relu\\*\n" in only(results(("ada", [missing])))
    assert "relu" not in only(results(("ada", [missing]), feedback="names"))


def test_a_check_worth_nothing_is_told_where_it_fails() -> None:
    purity = CheckReport("purity", Kind.PURITY, Verdict.FAIL, 0.0, 0.0, "changes its argument")
    passed = replace(purity, verdict=Verdict.PASS)
    assert "- purity: FAIL\n" in only(results(("ada", [replace(CONV, checks=(PASSED, FAILED, purity))])))
    assert "purity" not in only(results(("ada", [replace(CONV, checks=(PASSED, FAILED, passed))])))


def test_a_check_that_was_left_out_has_no_points_to_lose() -> None:
    skipped = CheckReport("speed", Kind.TIMING, Verdict.SKIPPED, 0.0, 5.0, "not timed: switched off")
    assert "- speed: SKIPPED\n" in only(results(("ada", [replace(CONV, checks=(PASSED, FAILED, skipped))])))


def test_what_is_withheld_late_pending_or_set_by_hand_is_said() -> None:
    override = Override("ada", SIGMOID.exercise, 4.0, "your proof was right", "cj", LATE)
    text = only(results_of(("ada", [Row(CONV, time=LATE), Row(SIGMOID, override=override)]), due=DUE, title="Week 3"))
    assert text.startswith("# Week 3\n")
    assert "## conv2d_im2col: FAIL, 5 of 10 points (late)\n" in text
    assert "## sigmoid: PASS, 4 of 7.5 points\n\nThe points were set by hand: your proof was right\n" in text
    assert "**ada**: 9 of 17.5 points" in text
    text = only(results(("ada", [INTERNAL])))
    assert "**ada**: score withheld" in text
    assert "## conv2d_im2col: not graded yet" in text


# What students wrote


def test_a_case_cannot_end_its_code_block() -> None:
    text = only(results(("ada", [failing(counterexample="```\n# heading\n````")]), feedback="full"))
    assert "  `````\n  ```\n  # heading\n  ````\n  `````\n" in text


def test_lines_of_a_message_stay_apart_and_make_no_list() -> None:
    text = only(results(("ada", [failing(message="first\n- second\n\n    third")])))
    assert "  first\\\n  \\- second\\\n  third\n" in text


@settings(deadline=None)
@given(classes())
def test_no_page_holds_a_character_that_hides_or_steers(found: Results) -> None:
    for student in found.reports():
        text = "".join(f"{line}\n" for line in page(student, found.meta)).replace("\n", "")
        assert not {unicodedata.category(c) for c in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


# Files


def test_every_student_has_a_file(tmp_path: Path) -> None:
    found = results_of((Student("a17", "Ada"), [Row(CONV)]), ("王小明", []))
    folder = write_feedback(found, tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["a17.md", "王小明.md"]
    assert "**Ada (a17)**" in (folder / "a17.md").read_text("utf-8")


def test_a_file_that_holds_what_it_should_is_left_alone(tmp_path: Path) -> None:
    first = write_feedback(results(("ada", [CONV]), ("bo", [CONV])), tmp_path)
    before = {path.name: path.stat().st_ino for path in first.iterdir()}
    second = write_feedback(results(("ada", [CONV]), ("bo", [WRONG])), tmp_path)
    after = {path.name: path.stat().st_ino for path in second.iterdir()}
    assert [name for name in before if before[name] == after[name]] == ["ada.md"]


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("")
    with pytest.raises(OutputError, match="feedback can't be made"):
        write_feedback(results(), tmp_path)


def test_an_ordinary_name_is_the_files() -> None:
    assert names("ada", "Zoë Ångström", "O'Brien, Liam", "s-1.2_3") == [
        "ada.md",
        "Zoë Ångström.md",
        "O'Brien, Liam.md",
        "s-1.2_3.md",
    ]


def test_names_that_differ_in_case_or_unicode_form_get_files_of_their_own() -> None:
    assert names("Ada", "ada", "ADA-2") == ["Ada.md", "ada-2.md", "ADA-2-2.md"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b", "..", ".", "", "con", "NUL.txt", "a:b", "x" * 300, ".hidden"]
)
def test_a_name_that_no_file_should_have_gets_another_and_the_same_each_time(name: str) -> None:
    (found,) = names(name)
    assert re.fullmatch(r"[\w .-]{1,140}-[0-9a-f]{10}\.md", found)
    assert names(name) == [found]
    assert not found.startswith(".")


@given(st.lists(st.text(), unique=True, max_size=8))
def test_whatever_they_are_called_files_are_apart_and_in_the_folder(ids: list[str]) -> None:
    found = names(*ids)
    assert len({name.casefold() for name in found}) == len(ids)
    for name in found:
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert len(name.encode()) < 200
        assert name == name.strip(" ")
        assert Path(name).name == name
