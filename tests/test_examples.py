"""examples/class: what every student must get for every exercise, worked out from what the exercises ask for.

Graded for real, without timing, once for all processes of pytest-xdist; the endless loop alone takes ten seconds.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from course import ROOT, course, locked, shared_by_workers

from grader.course.assignment import read_assignment
from grader.course.catalog import read_catalog
from grader.grading.seed import private_seed

CLASS = Path("examples") / "class"
ASSIGNMENT = CLASS / "assignment.toml"
TAUGHT = (
    "chain_rule_gradients",
    "sigmoid_derivative",
    "two_layer_backprop",
    "adam_step",
    "conv_output_size",
    "im2col",
    "conv2d_im2col",
)
# Points without those for speed: valid 3, stride 1, padding 1, same 3, errors 2, two laws.
WORTH = dict.fromkeys(TAUGHT, 10.0) | {"conv2d_im2col": 12.0}

Row = dict[str, Any]


@dataclass(frozen=True)
class Due:
    """What a row must be: `says` somewhere in its messages, `diagnosis` the words of a misconception, "" for none."""

    verdict: str
    score: float
    says: str = ""
    diagnosis: str = ""


def right(says: str = "", worth: float = 10.0) -> Due:
    """Return what a right answer must get."""
    return Due("PASS", worth, says)


KERNEL = right(worth=12.0)

EXPECTED: Mapping[str, Mapping[str, Due]] = {
    "Amélie Dubois": {**dict.fromkeys(TAUGHT, right()), "conv2d_im2col": KERNEL},
    # Loops, lists, a generator, names in Chinese.
    "王小明": {
        "chain_rule_gradients": right(),
        "sigmoid_derivative": right(),
        "adam_step": right(),
        "conv_output_size": right(),
        "im2col": right(),
    },
    # Einsum, long double, a lambda, lists for tuples, prints, warnings.
    "Aarav Sharma": {
        "sigmoid_derivative": right(),
        "two_layer_backprop": right(),
        "adam_step": right(),
        "im2col": right(),
        "conv2d_im2col": KERNEL,
    },
    "Chloe Martin": {
        # ∞/∞ for large negative x: `extreme` is lost; the other values and both laws stay well below overflow.
        "sigmoid_derivative": Due("FAIL", 7, "expected 0, got nan", "nan for large negative x"),
        # The moments are right (2 + 2); param is not, and both laws look at it with a large eps.
        "adam_step": Due("FAIL", 4, "expected 0.90000001, got 0.9 (relative tolerance 1e-09)", "take the root of both"),
        "chain_rule_gradients": right(),
        "conv_output_size": right(),
    },
    "Daniel Okafor": {
        # The loss (3) and the shift of the logits (1); a batch twice over doubles the sums.
        "two_layer_backprop": Due("FAIL", 4, "gradients: two equal samples", "your gradients are sums over it"),
        # Two mistakes at once, the 3 left out and b and c swapped: dj_da (1) and its law (1), and no guess at a cause.
        "chain_rule_gradients": Due("FAIL", 2, "expected 6, got 4"),
        # All but the two points of `same`: one stride more is one output more here, too.
        "conv_output_size": Due("FAIL", 8, "stride 2, side odd: expected 3, got 2", 'You round down for "same"'),
    },
    "Ewa Nowak": {
        "chain_rule_gradients": right(),
        "sigmoid_derivative": right(),
        "conv_output_size": right(),
        # Windows 4, stride 2, and that rows belong to images 1.
        "im2col": Due("FAIL", 7, "expected shape (9, 1), got shape (1, 1)", "You don't use the padding"),
    },
    "Fatima Al-Sayed": {
        "chain_rule_gradients": right("tensorflow.Variable isn't available to the grader"),
        "sigmoid_derivative": right("matplotlib.pyplot.plot isn't available to the grader"),
        "two_layer_backprop": right(),
        "conv_output_size": right(),  # the later of two definitions
    },
    "Giulia Rossi": {
        "sigmoid_derivative": right(),
        "conv_output_size": right(),
        # dj_db 3, dj_dc 3 and both laws, which broadcast; dj_da and the slopes look at shapes.
        "chain_rule_gradients": Due("FAIL", 8, "expected shape (1,), got shape ()", "Your dj_da is one number"),
    },
    "田中 宏": {
        "sigmoid_derivative": right(),
        "im2col": right(),
        "conv2d_im2col": KERNEL,
        # All but the loss (3), and that only where a probability is 0.
        "two_layer_backprop": Due("FAIL", 7, "got nan", "Your loss gets inf or nan"),
    },
    "Иван Петров": {
        "im2col": right("hw3_final.py is graded: im2col.py is the untouched stub"),
        "adam_step": right("hw3_final.py is graded"),
        "chain_rule_gradients": right("hw3_final.py is graded"),
        "two_layer_backprop": Due("MISSING", 0, "the untouched stub (two_layer_backprop.py)"),
    },
    "Jürgen Müller": {
        "sigmoid_derivative": right("is not UTF-8"),
        "adam_step": right("reference_path.txt not found"),
        # int() cuts −½ to 0: a kernel that is half a stride too long fits. No misconception is of that kind.
        "conv_output_size": Due("FAIL", 9, "kernel one longer, stride 2: expected a ValueError, got 1"),
    },
    "Kofi Mensah": {
        "sigmoid_derivative": right(),  # and 10 MB of output
        "chain_rule_gradients": right("SystemExit: 1"),
        "im2col": Due("MEMORY", 0, "Unable to allocate"),
        # It raises as it should, which alone earns nothing.
        "conv_output_size": Due("FAIL", 0, "expected 2, got None"),
    },
    "Liam O'Brien": {
        "sigmoid_derivative": Due("ERROR", 0, "SyntaxError: '(' was never closed (line 5"),
        "conv_output_size": Due("TIMEOUT", 0, "no answer within 5 s"),
        "chain_rule_gradients": right(),
        "adam_step": right(),
    },
    "María José García": {
        "chain_rule_gradients": Due("FAIL", 0, "your function changes its argument `b`"),
        # m and v are right, but a function that counts its calls earns no `Matches`.
        "adam_step": Due("FAIL", 0, "called twice with the same arguments your function gives two answers"),
        "sigmoid_derivative": right(),
        "conv_output_size": right(),
    },
    "Noor Hassan": {
        "adam_step": Due("ERROR", 0, "adam_step (1).py and adam_step.py"),
        "sigmoid_derivative": right(),
        "conv_output_size": right(),
    },
    "Olga Ivanova": {slug: Due("MISSING", 0, "nothing was handed in") for slug in TAUGHT},
    "Priya Natarajan": {
        # Clipped at 20, where the slope is 2·10⁻⁹ and no longer 0: `extreme` alone sees it.
        "sigmoid_derivative": Due("FAIL", 7, "expected 0, got 2.06115e-09"),
        # A batch of no images is an edge of all three `Matches`.
        "im2col": Due("ERROR", 9, "no images: raised ValueError", "raises an error for a batch of no images"),
        # m 2, v 2, both laws, which pass an eps of their own.
        "adam_step": Due("FAIL", 6, "gradient as small as eps", "Your eps is 1e-7"),
        "chain_rule_gradients": right(),
    },
    "Quentin Lefèvre": {
        # All but `same` (3 of 12).
        "conv2d_im2col": Due("FAIL", 9, "same: two pixels, kernel 1×2", "the odd zero above and to the left"),
        # Two channels are in each of the three `Matches`; laws alone earn nothing.
        "im2col": Due("FAIL", 0, "two channels", "Your columns run in (c, kh, kw) order"),
        "conv_output_size": right(),
    },
    "Sven Lindström": {"chain_rule_gradients": right(), "conv_output_size": right(), "conv2d_im2col": KERNEL},
    "Tomás Silva": {
        "sigmoid_derivative": Due("MISSING", 0, "sigmoid_derivate (sigmoid_derivate.py, line 4) looks like it"),
        # An assert is no ValueError: two of ten points.
        "conv_output_size": Due("FAIL", 8, "expected a ValueError, raised AssertionError"),
        # The loss alone (3); nothing else finds its gradients.
        "two_layer_backprop": Due("FAIL", 3, "the key 'w1' is missing", 'Your keys are "dw1"'),
    },
}
HANDED_IN = [(student, slug) for student, rows in EXPECTED.items() for slug in rows]


def grade(out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command of `make grade`, without timing."""
    command = [sys.executable, "-m", "grader", "grade", str(CLASS), "--assignment", str(ASSIGNMENT), *options]
    done = subprocess.run([*command, "--out", str(out), "--no-timing"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the results of the class."""
    shared = shared_by_workers(tmp_path_factory)
    out, done = shared / "examples", shared / "examples.done"
    with locked(shared / "examples.lock"):
        if not done.exists():
            assignment = read_assignment(ROOT / ASSIGNMENT, read_catalog(ROOT))
            course(private_seed(ROOT / ASSIGNMENT, out), *assignment.exercises)
            grade(out)
            done.touch()
    return out


@pytest.fixture(scope="module")
def rows(graded: Path) -> dict[tuple[str, str], Row]:
    """Return every row of results.json by student and slug."""
    return rows_of(graded)


def rows_of(out: Path) -> dict[tuple[str, str], Row]:
    found = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return {
        (submission["student"], row["exercise"].rpartition("/")[2]): row
        for submission in found["submissions"]
        for row in submission["exercises"]
    }


def said(row: Row) -> str:
    """Return all that a row says is wrong."""
    return "\n".join([row["message"], *(f"{check['name']}: {check['message']}" for check in row["checks"])])


def diagnoses(row: Row) -> list[str]:
    """Return the misconceptions that a row names."""
    return [check["misconception"] for check in row["checks"] if check["misconception"]]


def test_the_assignment_asks_for_its_exercises_in_teaching_order() -> None:
    assignment = read_assignment(ROOT / ASSIGNMENT, read_catalog(ROOT))
    assert tuple(assignment.exercises) == TAUGHT
    assert assignment.due is not None
    assert assignment.due.tzinfo is not None


def test_the_example_has_the_seed_that_is_committed(tmp_path: Path) -> None:
    written = (ROOT / ASSIGNMENT).with_suffix(".seed").read_text(encoding="ascii")
    assert private_seed(ROOT / ASSIGNMENT, tmp_path) == int(written)


def test_no_file_of_a_clone_is_late_however_young_it_is(rows: dict[tuple[str, str], Row]) -> None:
    assert not any(row["late"] for row in rows.values())
    assert all(row["time"] for row in rows.values() if row["source"])


def test_every_student_has_a_row_for_every_exercise(rows: dict[tuple[str, str], Row]) -> None:
    assert set(rows) == {(student, slug) for student in EXPECTED for slug in TAUGHT}


@pytest.mark.parametrize(("student", "slug"), HANDED_IN)
def test_a_row_has_the_verdict_and_score_that_are_due(
    rows: dict[tuple[str, str], Row], student: str, slug: str
) -> None:
    row, due = rows[student, slug], EXPECTED[student][slug]
    assert (row["verdict"], row["score"]) == (due.verdict, due.score), said(row)


@pytest.mark.parametrize(("student", "slug"), [place for place in HANDED_IN if EXPECTED[place[0]][place[1]].says])
def test_a_row_says_what_is_wrong(rows: dict[tuple[str, str], Row], student: str, slug: str) -> None:
    assert EXPECTED[student][slug].says in said(rows[student, slug])


@pytest.mark.parametrize(("student", "slug"), HANDED_IN)
def test_a_misconception_is_named_where_it_is_the_cause_and_nowhere_else(
    rows: dict[tuple[str, str], Row], student: str, slug: str
) -> None:
    named, due = diagnoses(rows[student, slug]), EXPECTED[student][slug].diagnosis
    assert len(named) == bool(due), named
    assert all(due in text for text in named), named


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 4))
def test_no_seed_changes_a_verdict_a_score_or_a_diagnosis(tmp_path: Path, seed: int) -> None:
    course(seed, *TAUGHT)
    grade(tmp_path, "--seed", str(seed))
    rows = rows_of(tmp_path)
    wrong = {}
    for student, slug in HANDED_IN:
        row, due = rows[student, slug], EXPECTED[student][slug]
        named = diagnoses(row)
        as_due = len(named) == bool(due.diagnosis) and all(due.diagnosis in text for text in named)
        if (row["verdict"], row["score"]) != (due.verdict, due.score) or not as_due:
            wrong[student, slug] = said(row)
    assert wrong == {}


def test_what_was_not_handed_in_is_missing_with_score_0_and_says_what_was_looked_for(
    rows: dict[tuple[str, str], Row],
) -> None:
    left = {place: row for place, row in rows.items() if place not in HANDED_IN}
    assert {(row["verdict"], row["score"]) for row in left.values()} == {("MISSING", 0.0)}
    assert all(row["message"].startswith(f"no {slug}.py, and no other file") for (_, slug), row in left.items())


def test_a_row_that_ran_is_worth_the_points_of_its_checks_without_speed(rows: dict[tuple[str, str], Row]) -> None:
    ran = {slug: {row["max_score"] for (_, at), row in rows.items() if at == slug and row["checks"]} for slug in TAUGHT}
    assert ran == {slug: {worth} for slug, worth in WORTH.items()}


def test_without_timing_the_whole_class_has_one_maximum(rows: dict[tuple[str, str], Row]) -> None:
    assert {slug: row["max_score"] for (_, slug), row in rows.items()} == WORTH
    assert {row["max_score"] for (_, slug), row in rows.items() if slug == "conv2d_im2col"} == {12.0}


def test_a_student_has_the_sum_of_the_rows(graded: Path) -> None:
    for submission in json.loads((graded / "results.json").read_text(encoding="utf-8"))["submissions"]:
        assert submission["score"] == sum(row["score"] for row in submission["exercises"])
        assert submission["score"] == sum(due.score for due in EXPECTED[submission["student"]].values())


def test_the_source_of_a_row_is_the_file_that_was_chosen(rows: dict[tuple[str, str], Row]) -> None:
    assert rows["Giulia Rossi", "sigmoid_derivative"]["source"] == "Giulia Rossi.zip!/Sheet 3/sigmoid_derivative.py"
    assert rows["Fatima Al-Sayed", "conv_output_size"]["source"] == "Fatima Al-Sayed.ipynb"
    assert rows["Ewa Nowak", "im2col"]["source"] == "Ewa Nowak.py"
    assert rows["Priya Natarajan", "adam_step"]["source"] == "hw3/src/adam_step.py"


def test_a_second_run_grades_nothing_anew_and_gives_the_same_bytes(graded: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(graded, again)
    second = grade(again)
    # A row that is graded once more takes other seconds, which results.json holds.
    assert (again / "results.json").read_bytes() == (graded / "results.json").read_bytes()
    assert (again / "gradebook.csv").read_bytes() == (graded / "gradebook.csv").read_bytes()
    assert "20 students × 7 exercises" in second.stdout
