import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import pytest

from grader.cli.grade import FEEDBACK, exit_status
from grader.gradebook import RunMeta, open_gradebook
from grader.submission import named
from grader.verdicts import Feedback, Report, Verdict

from .conftest import Grader, hears_ctrl_c


def results(out: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((out / "results.json").read_text())
    return {s["student"]: {e["exercise"]: e for e in s["exercises"]} for s in found["submissions"]}


def one_clear_line(done: "subprocess.CompletedProcess[str]") -> str:
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, done.stderr
    return errors[0]


def test_a_class_gets_a_row_for_every_student_and_exercise(grader: Grader, klass: Path, tmp_path: Path) -> None:
    done = grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=0)
    rows = results(tmp_path / "out")
    verdicts = {student: rows[student]["toy/scale_and_shift"]["verdict"] for student in rows}
    assert verdicts == {"ada": "PASS", "bob": "FAIL", "cyd": "MISSING"}
    assert "bob" in done.stdout
    assert "layer" not in done.stderr or "no file isolation: trusted submissions only" in done.stderr
    assert (tmp_path / "out" / "gradebook.csv").read_text().count("\n") == 4


def test_the_exercises_are_those_that_some_file_names(grader: Grader, klass: Path, tmp_path: Path) -> None:
    grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=0)
    assert {e for rows in results(tmp_path / "out").values() for e in rows} == {"toy/scale_and_shift"}


def test_an_exercise_that_is_asked_for_has_a_row_though_nobody_has_a_file(
    grader: Grader, klass: Path, tmp_path: Path
) -> None:
    grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, "--exercise", "weighted_square", status=0)
    assert {row["toy/weighted_square"]["verdict"] for row in results(tmp_path / "out").values()} == {"MISSING"}


def test_a_second_run_grades_only_what_changed(grader: Grader, klass: Path, tmp_path: Path) -> None:
    grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=0)
    first = results(tmp_path / "out")
    (klass / "bob" / "scale_and_shift.py").write_text("def scale_and_shift(x, a=1.0):\n    return 0\n")
    grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=0)
    second = results(tmp_path / "out")
    assert second["ada"] == first["ada"]  # seconds too: it was not run again
    assert second["bob"]["toy/scale_and_shift"]["sha256"] != first["bob"]["toy/scale_and_shift"]["sha256"]


def test_a_class_without_seed_gets_a_private_one_that_stays(grader: Grader, klass: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "grading.seed").write_text("1\n")
    grader("grade", klass, "--out", out, status=0)
    assert json.loads((out / "results.json").read_text())["seed"] == 1


def test_fail_under_exits_with_one(grader: Grader, klass: Path, tmp_path: Path) -> None:
    grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, "--fail-under", 50, status=1)


def test_a_title_a_date_and_a_level_of_feedback_take_effect(grader: Grader, klass: Path, tmp_path: Path) -> None:
    paper, out = tmp_path / "week1.toml", tmp_path / "out"
    paper.write_text(
        'exercises = ["scale_and_shift"]\ntitle = "Week 1"\ndue = 2025-01-31T12:00:00Z\nfeedback = "names"\n'
    )
    os.utime(klass / "ada" / "scale_and_shift.py", (0, 0))
    done = grader("grade", klass, "--out", out, "--assignment", paper, "--seed", 1, status=0)
    assert done.stdout.startswith("Week 1\n")
    assert "* 1 row is late: the files were changed after 2025-01-31 12:00 (UTC)" in done.stdout
    assert {s: rows["toy/scale_and_shift"]["late"] for s, rows in results(out).items()} == {
        "ada": False,
        "bob": True,
        "cyd": False,
    }
    feedback = (out / "feedback" / "bob.md").read_text()
    assert feedback.startswith("# Week 1\n")
    assert "expected" not in feedback
    grader("grade", klass, "--out", out, "--assignment", paper, "--seed", 1, "--feedback", "full", status=0)
    assert "scale_and_shift(" in (out / "feedback" / "bob.md").read_text()
    grader("report", out, status=0)
    assert "scale_and_shift(" in (out / "feedback" / "bob.md").read_text()


def test_a_level_of_feedback_that_there_is_not_is_a_usage_error(grader: Grader, klass: Path, tmp_path: Path) -> None:
    assert "--feedback" in one_clear_line(
        grader("grade", klass, "--out", tmp_path / "o", "--feedback", "all", status=2)
    )


def test_the_levels_of_feedback_are_those_that_an_assignment_may_name() -> None:
    assert set(FEEDBACK) == set(get_args(Feedback))


def test_fail_under_holds_at_exactly_that_share(tmp_path: Path) -> None:
    row = Report("a/relu", Verdict.FAIL, 5.6, 7.0, sha256="f" * 64, corpus="c")
    with open_gradebook(tmp_path) as book:
        book.start(RunMeta("0.1.0", 1, (), ("a/relu",), named("ada")))
        book.put("ada", row, grader="0.1.0")
        book.finish()
        assert exit_status(book, 80.0) == 0
        assert exit_status(book, 80.01) == 1
        assert exit_status(book, None) == 0


def test_an_assignment_scales_the_points(grader: Grader, klass: Path, tmp_path: Path) -> None:
    paper = tmp_path / "week1.toml"
    paper.write_text('exercises = ["scale_and_shift"]\npoints = {scale_and_shift = 100}\n')
    grader("grade", klass, "--out", tmp_path / "out", "--assignment", paper, "--seed", 1, status=0)
    row = results(tmp_path / "out")["ada"]["toy/scale_and_shift"]
    assert (row["score"], row["max_score"]) == (100.0, 100.0)


def test_an_empty_folder_is_told_in_one_line(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "empty" in one_clear_line(grader("grade", tmp_path / "empty", "--out", tmp_path / "out", status=2))


def test_a_folder_that_is_not_there_is_told_in_one_line(grader: Grader, tmp_path: Path) -> None:
    assert "nowhere" in one_clear_line(grader("grade", tmp_path / "nowhere", "--out", tmp_path / "out", status=2))


def test_a_file_without_a_byte_has_a_row(grader: Grader, klass: Path, tmp_path: Path) -> None:
    (klass / "bob" / "scale_and_shift.py").write_bytes(b"")
    grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=0)
    assert results(tmp_path / "out")["bob"]["toy/scale_and_shift"]["verdict"] == "MISSING"


def test_an_out_that_is_a_file_is_told_in_one_line(grader: Grader, klass: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    assert "out" in one_clear_line(grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=2))
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("inside", [".", "out", "ada/out"])
def test_an_out_among_the_students_is_told_in_one_line(grader: Grader, klass: Path, inside: str) -> None:
    assert "lies inside" in one_clear_line(grader("grade", klass, "--out", klass / inside, status=2))
    assert sorted(path.name for path in klass.iterdir()) == ["ada", "bob", "cyd"]


def test_a_hidden_out_among_the_students_is_taken_for_none(grader: Grader, klass: Path) -> None:
    for _ in range(2):
        grader("grade", klass, "--out", klass / ".out", "--seed", 1, status=0)
    assert set(results(klass / ".out")) == {"ada", "bob", "cyd"}


def test_an_argument_that_is_empty_is_not_the_current_folder(grader: Grader, klass: Path) -> None:
    assert "empty" in one_clear_line(grader("grade", klass, "--out", "", status=2))


def test_an_unknown_command_is_told_with_the_near_one(grader: Grader) -> None:
    assert "did you mean grade?" in one_clear_line(grader("grde", status=2))


def test_an_unknown_exercise_is_told_with_near_ones(grader: Grader, klass: Path, tmp_path: Path) -> None:
    done = grader("grade", klass, "--out", tmp_path / "out", "--exercise", "scale_and_shif", status=2)
    assert "scale_and_shif" in one_clear_line(done)
    assert "scale_and_shift" in done.stderr.split("hint:")[1]


@pytest.mark.parametrize(
    "options", [("--jobs", "0"), ("--seed", "-1"), ("--fail-under", "101"), ("--fail-under", "nan"), ("--what",)]
)
def test_a_wrong_option_is_a_usage_error(grader: Grader, klass: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    assert options[0] in one_clear_line(grader("grade", klass, "--out", tmp_path / "out", *options, status=2))


def test_a_damaged_prepared_exercise_is_told_in_one_line(
    grader: Grader, course: Path, klass: Path, tmp_path: Path
) -> None:
    corpus = course / ".prepared" / "1" / "scale_and_shift" / "corpus.bin"
    data = bytearray(corpus.read_bytes())
    data[-1] ^= 1
    corpus.write_bytes(data)
    for solution in (course / "solutions").glob("*/*"):  # nothing to make it from, as in a copy
        solution.rename(course / solution.name)
    done = grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=2)
    assert "damaged" in one_clear_line(done)
    assert "grader prepare" in done.stderr


def test_a_prepared_exercise_of_another_kind_is_told_in_one_line(
    grader: Grader, course: Path, klass: Path, tmp_path: Path
) -> None:
    folder = course / ".prepared" / "1"
    (folder / "scale_and_shift").rename(folder / "kept")
    (folder / "weighted_square").rename(folder / "scale_and_shift")
    for solution in (course / "solutions").glob("*/*"):  # nothing to compare with, as in a copy
        solution.rename(course / solution.name)
    done = grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=2)
    assert "scale_and_shift" in one_clear_line(done)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('exercise = ["scale_and_shift"]\n', "exercise"),
        ('exercises = ["scale_and_shif"]\n', "scale_and_shif"),
        ('exercises = ["scale_and_shift"\n', "week.toml"),
        ("exercises = []\n", "names no exercises"),
        ('exercises = ["scale_and_shift"]\npoints = {scale_and_shift = -1}\n', "scale_and_shift"),
        ('exercises = ["scale_and_shift"]\ndue = "soon"\n', "due"),
    ],
)
def test_an_assignment_with_a_typo_is_told_in_one_line(
    grader: Grader, klass: Path, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "week.toml").write_text(text)
    arguments = ("grade", klass, "--out", tmp_path / "out", "--assignment", tmp_path / "week.toml")
    assert said in one_clear_line(grader(*arguments, status=2))


def test_a_course_that_is_not_found_is_told_in_one_line(grader: Grader, klass: Path, tmp_path: Path) -> None:
    assert "no exercises" in one_clear_line(grader("grade", klass, "--out", tmp_path / "out", folder=klass, status=2))


def test_ctrl_c_keeps_the_rows_and_the_next_run_goes_on(course: Path, klass: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (klass / "zoe").mkdir()
    (klass / "zoe" / "scale_and_shift.py").write_text("def scale_and_shift(x, a=1.0):\n    while True: pass\n")
    command = [sys.executable, "-m", "grader", "grade", str(klass), "--out", str(out), "--seed", "1", "--jobs", "1"]
    with subprocess.Popen(
        command,
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - the child runs no thread of ours
    ) as process:
        while not rows_stored(out) >= 3:  # ada, bob, cyd; zoe's endless loop is under way
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "goes on" in said
    assert "Traceback" not in said
    assert {s: r["toy/scale_and_shift"]["verdict"] for s, r in results(out).items() if r}["ada"] == "PASS"


def rows_stored(out: Path) -> int:
    if not (out / "gradebook.sqlite").exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{out}/gradebook.sqlite?mode=ro", uri=True)) as book:
            return int(book.execute("SELECT count(*) FROM report").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_students_order_and_number_of_jobs_change_nothing(grader: Grader, klass: Path, tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        grader("grade", klass, "--out", tmp_path / jobs, "--seed", 1, "--jobs", jobs, status=0)

    assert without_seconds(tmp_path / "1") == without_seconds(tmp_path / "2")


@pytest.mark.slow
def test_a_class_is_graded_alike_on_cold_and_on_warm_preparation(
    grader: Grader, course: Path, klass: Path, tmp_path: Path
) -> None:
    grader("grade", klass, "--out", tmp_path / "warm", "--seed", 1, status=0)
    shutil.rmtree(course / ".prepared")
    assert (
        "prepared scale_and_shift" in grader("grade", klass, "--out", tmp_path / "cold", "--seed", 1, status=0).stderr
    )
    assert without_seconds(tmp_path / "cold") == without_seconds(tmp_path / "warm")


def without_seconds(out: Path) -> Any:
    found = json.loads((out / "results.json").read_text())
    for student in found["submissions"]:
        for row in student["exercises"]:
            del row["seconds"]
    return found


def test_no_process_is_left_behind(grader: Grader, klass: Path, tmp_path: Path) -> None:
    grader("grade", klass, "--out", tmp_path / "out", "--seed", 1, status=0)
    own = [pid for pid in Path("/proc").glob("[0-9]*") if str(tmp_path) in command_line(pid)]
    assert own == []


def command_line(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace") if int(process.name) != os.getpid() else ""
    except OSError:
        return ""
