import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from toys import RIGHT

from grader.cli.list import beside

from .conftest import Grader, hears_ctrl_c

WRONG = "print('here I am')\ndef scale_and_shift(x, a=1.0):\n    return a * x\n"


def test_check_of_a_right_file_exits_with_zero(grader: Grader, course: Path) -> None:
    (course / "scale_and_shift.py").write_text(RIGHT)
    assert "PASS" in grader("check", "scale_and_shift.py", status=0).stdout


def test_check_of_a_wrong_file_shows_the_smallest_case_and_exits_with_one(grader: Grader, course: Path) -> None:
    (course / "scale_and_shift.py").write_text(WRONG)
    said = grader("check", "scale_and_shift.py", status=1).stdout
    assert "FAIL" in said
    assert "scale_and_shift(" in said
    assert "expected" in said
    assert "actual" in said
    assert "here I am" in said


def test_a_line_ends_where_its_text_does_and_is_indented_where_it_goes_on(grader: Grader, course: Path) -> None:
    (course / "scale_and_shift.py").write_text(WRONG.replace("'here I am'", "'here I am ' * 99"))
    lines = grader("check", "scale_and_shift.py", status=1).stdout.splitlines()
    assert [line for line in lines if line != line.rstrip()] == []
    printed = lines.index("  your code printed:")
    assert lines[printed + 1].startswith("      here")
    assert lines[printed + 2].startswith("      ")


def test_check_prints_what_a_terminal_without_unicode_can_show(grader: Grader, course: Path) -> None:
    (course / "scale_and_shift.py").write_text(WRONG)
    said = grader("check", "scale_and_shift.py", status=1, PYTHONIOENCODING="latin-1").stdout
    assert "  x values" in said
    assert "\\u" not in said


def test_check_without_files_looks_at_those_named_after_an_exercise(grader: Grader, course: Path) -> None:
    home = course / "mine"
    home.mkdir()
    (home / "scale_and_shift.py").write_text(RIGHT)
    (home / "notes.py").write_text("x = 1\n")
    assert grader("check", folder=home, status=0).stdout.count("PASS") == 1


def test_check_where_there_is_nothing_says_what_to_do(grader: Grader, course: Path) -> None:
    (course / "mine").mkdir()
    assert "grader start" in grader("check", folder=course / "mine", status=2).stderr


def test_check_of_a_file_that_is_not_there_is_told_in_one_line(grader: Grader) -> None:
    assert "nothing.py" in grader("check", "nothing.py", status=2).stderr


def test_a_file_that_is_not_there_is_no_business_of_a_class(grader: Grader) -> None:
    assert "give your .py file or notebook" in grader("check", "nothing.py", status=2).stderr


def test_a_part_of_a_name_is_near_enough_for_a_hint(grader: Grader) -> None:
    assert "did you mean scale_and_shift?" in grader("start", "Shift", status=2).stderr


def test_a_closed_standard_output_is_no_fault_of_ours(course: Path) -> None:
    (course / "scale_and_shift.py").write_text(RIGHT)
    command = [sys.executable, "-m", "grader", "check", "scale_and_shift.py"]
    done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *command], cwd=course, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_check_as_json_is_a_list_of_reports(grader: Grader, course: Path) -> None:
    (course / "scale_and_shift.py").write_text(WRONG)
    (found,) = json.loads(grader("check", "scale_and_shift.py", "--json", status=1).stdout)
    assert (found["exercise"], found["verdict"]) == ("toy/scale_and_shift", "FAIL")


def test_watching_goes_on_while_a_file_is_away_or_says_nothing(course: Path) -> None:
    file = course / "mine.py"
    file.write_text(RIGHT)
    command = [sys.executable, "-m", "grader", "check", "--watch", "mine.py"]
    with subprocess.Popen(
        command,
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - the child runs no thread of ours
    ) as watching:
        assert watching.stdout is not None

        def said(text: str) -> bool:
            assert watching.stdout is not None
            return any(text in line for line in iter(watching.stdout.readline, ""))

        assert said("PASS")
        file.unlink()
        file.write_text("x = 1\n")
        assert said("defines no function of an exercise")
        file.write_text(WRONG)
        assert said("FAIL")
        watching.send_signal(signal.SIGINT)
        assert said("interrupted")
        watching.stdout.read()  # all of it: a pipe that is closed on it would end it with another status
    assert watching.returncode == 130


def test_a_summary_is_wrapped_beside_its_exercise_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Return the gradient, from its outputs alone."
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert beside("unit/a  ", text) == "unit/a  Return the gradient, from its\n        outputs alone."
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    assert beside("unit/a  ", text) == f"unit/a  {text}"


def test_a_student_may_write_into_the_stub_itself(grader: Grader, course: Path) -> None:
    stub = course / "exercises" / "toy" / "scale_and_shift.py"
    stub.write_text(RIGHT)
    assert "PASS" in grader("check", stub, status=0).stdout


def test_start_copies_the_stub_and_never_over_somebodys_file(grader: Grader, course: Path) -> None:
    grader("start", "scale_and_shift", "mine", status=0)
    copy = course / "mine" / "scale_and_shift.py"
    assert copy.read_text() == (course / "exercises" / "toy" / "scale_and_shift.py").read_text()
    copy.write_text("my work\n")
    assert "is there already" in grader("start", "scale_and_shift", "mine", status=2).stderr
    assert copy.read_text() == "my work\n"


def test_the_untouched_stub_is_missing(grader: Grader) -> None:
    grader("start", "scale_and_shift", "mine", status=0)
    assert "MISSING" in grader("check", "mine/scale_and_shift.py", status=1).stdout


def test_hints_come_one_at_a_time(grader: Grader) -> None:
    first = grader("hint", "scale_and_shift", status=0).stdout
    assert "hint 1 of" in first
    assert "has" in grader("hint", "scale_and_shift", "99", status=2).stderr


def test_list_names_every_exercise(grader: Grader) -> None:
    assert "toy/scale_and_shift" in grader("list", status=0).stdout
    assert {row["exercise"] for row in json.loads(grader("list", "--json", status=0).stdout)} == {
        "toy/scale_and_shift",
        "toy/weighted_square",
    }


def test_prepare_does_nothing_where_all_is_up_to_date(grader: Grader) -> None:
    assert grader("prepare", status=0).stdout.startswith("0 prepared, 2 already up to date")


def test_an_unknown_exercise_to_prepare_is_told_with_near_ones(grader: Grader) -> None:
    done = grader("prepare", "-e", "weighted", status=2)
    assert "there is no exercise 'weighted'" in done.stderr
    assert "did you mean weighted_square?" in done.stderr


def test_a_changed_hint_is_shown_and_no_case_is_made_for_it(course: Path, grader: Grader) -> None:
    spec = course / "solutions/toy/scale_and_shift/spec.py"
    spec.write_text(spec.read_text().replace("Broadcasting does the loop.", "Broadcasting is the loop."))
    done = grader("hint", "scale_and_shift", status=0)
    assert "Broadcasting is the loop." in done.stdout
    assert "preparing texts" in done.stderr
    assert "cases" not in done.stderr


def test_an_unknown_command_is_a_usage_error(grader: Grader) -> None:
    assert "error: " in grader("gradee", status=2).stderr


def test_check_says_what_grade_says_of_a_file_that_cannot_be_read(grader: Grader, course: Path) -> None:
    (course / "hw.ipynb").write_text("{}")
    (course / "hw.py").write_bytes(b"def scale_and_shift(x):\0")
    (course / "hw.zip").write_bytes(b"PK")
    for name, said in (
        ("hw.ipynb", "can't be read as a notebook"),
        ("hw.py", "NUL bytes"),
        ("hw.zip", "can't be read"),
    ):
        assert f"{name} " in (found := grader("check", name, status=1).stderr)
        assert said in found
        (course / "class" / "ada").mkdir(parents=True, exist_ok=True)
        (course / name).rename(course / "class" / "ada" / name)
        grader(
            "grade", "class", "--out", name + ".out", "-e", "scale_and_shift", "--no-timing", "--seed", "1", status=0
        )
        (row,) = json.loads((course / f"{name}.out" / "results.json").read_text())["submissions"][0]["exercises"]
        assert said in row["message"]
        (course / "class" / "ada" / name).unlink()


def test_check_says_what_a_name_is_near_to(grader: Grader, course: Path) -> None:
    (course / "hw.py").write_text("def Scale_And_Shift(x):\n    return x\n")
    said = grader("check", "hw.py", status=2).stderr
    assert "Scale_And_Shift (hw.py, line 1) looks like scale_and_shift" in said


@pytest.mark.parametrize(
    ("kind", "source", "said"),
    [
        ("markdown", "def scale_and_shift(x):\n    return x\n", "markdown or raw cell"),
        ("raw", "def scale_and_shift(x):\n    return x\n", "markdown or raw cell"),
        ("code", "class A:\n    def scale_and_shift(x):\n        return x\n", "stands inside something else"),
    ],
)
def test_check_says_where_a_function_stands(grader: Grader, course: Path, kind: str, source: str, said: str) -> None:
    cell = {"cell_type": kind, "metadata": {}, "source": source}
    (course / "hw.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    assert said in grader("check", "hw.ipynb", status=2).stderr


def test_a_helper_among_others_is_told_and_they_are_checked(grader: Grader, course: Path) -> None:
    (course / "scale_and_shift.py").write_text(RIGHT)
    (course / "helpers.py").write_text("def clip(x):\n    return x\n")
    done = grader("check", "helpers.py", "scale_and_shift.py", status=0)
    assert done.stdout.count("PASS") == 1
    assert "note: helpers.py defines no function of an exercise" in done.stderr


def test_a_helper_of_an_exercises_name_among_others_is_no_answer(grader: Grader, course: Path) -> None:
    (course / "scale_and_shift.py").write_text(RIGHT)
    (course / "net.py").write_text("def scale_and_shift(images, scales, shifts, rows):\n    return images\n")
    done = grader("check", "net.py", "scale_and_shift.py", status=0)
    assert "MISSING" not in done.stdout
    assert "it counts as a helper of its own" in grader("check", "net.py", status=1).stdout


def test_a_file_among_others_that_cannot_be_read_is_an_error_and_they_are_checked(grader: Grader, course: Path) -> None:
    (course / "scale_and_shift.py").write_text(RIGHT)
    (course / "hw.ipynb").write_text("{}")
    done = grader("check", "hw.ipynb", "scale_and_shift.py", status=1)
    assert "PASS" in done.stdout
    assert "error: hw.ipynb can't be read as a notebook" in done.stderr


@pytest.mark.parametrize("name", ["scale_and_shift.py.txt", "hw.ipynb.json"])
def test_check_takes_a_file_with_a_second_ending(grader: Grader, course: Path, name: str) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": RIGHT, "outputs": [], "execution_count": None}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    (course / name).write_text(notebook if "ipynb" in name else RIGHT)
    assert "PASS" in grader("check", name, status=0).stdout


@pytest.mark.parametrize("name", ["._hw.py", "mine"])
def test_check_says_that_only_what_tools_keep_is_there(grader: Grader, course: Path, name: str) -> None:
    (course / "mine" / ".ipynb_checkpoints").mkdir(parents=True)
    (course / "mine" / ".ipynb_checkpoints" / "hw-checkpoint.ipynb").write_text("{}")
    (course / "._hw.py").write_text("")
    assert "keep for themselves" in grader("check", name, status=1).stderr
