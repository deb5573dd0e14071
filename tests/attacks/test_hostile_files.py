"""Files made to hurt who reads them, graded as a class by the real command line, with honest students between."""

import csv
import json
import re
import resource
import shutil
import subprocess
import sys
from itertools import pairwise
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from .files.hostile import CLASS, HONEST, LOUD_FILE, MARK, NAME, TRACE, write_class
from .runs import GRADER, environment, results, run
from course import locked, shared_by_workers
from toys import RIGHT, SEED

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes and files as Linux has them")

from grader.course.catalog import Catalog
from grader.output.escape import hides, shown

SLUGS = ("scale_and_shift", "weighted_square")
ALL = [option for slug in SLUGS for option in ("-e", slug)]
# The largest process of the whole run, in KiB as the kernel counts.
MOST_MEMORY = 1 << 20
MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[2:], capture_output=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump([done.returncode, done.stdout.decode(), done.stderr.decode(), usage.ru_maxrss], open(sys.argv[1], "w"))
"""


@dataclass(frozen=True)
class Graded:
    out: Path
    rows: dict[str, dict[str, Any]]
    status: int
    stdout: str
    stderr: str
    memory: int
    made: list[str]  # what is there after the run and wasn't before, outside OUT


def tree(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if "data/" not in str(path)}


@pytest.fixture(scope="module")
def graded(toy_catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Return the class, graded once for all tests of this file."""
    root = shared_by_workers(tmp_path_factory) / "hostile"
    root.mkdir(exist_ok=True)
    with locked(root.with_suffix(".lock")):
        if not (root / "run.json").exists():
            write_class(root / "class")
            before = tree(root)
            command = [*GRADER, "grade", str(root / "class"), "--out", str(root / "out"), "--seed", str(SEED)]
            measured = [sys.executable, "-c", MEASURED, str(root.with_suffix(".json"))]
            subprocess.run(
                [*measured, *command, *ALL, "--no-timing"], cwd=toy_catalog.root, env=environment(), check=True
            )
            made = sorted(name for name in tree(root) - before if name.split("/")[0] != "out")
            status, stdout, stderr, memory = json.loads(root.with_suffix(".json").read_text())
            (root / "run.json").write_text(json.dumps([status, stdout, stderr, memory, made]))
    return Graded(root / "out", results(root / "out"), *json.loads((root / "run.json").read_text()))


def test_the_class_is_large_and_the_run_ends_well(graded: Graded) -> None:
    assert len(CLASS) >= 60
    assert graded.status == 0, graded.stdout + graded.stderr
    assert "Traceback" not in graded.stdout + graded.stderr


def test_every_student_has_every_row(graded: Graded) -> None:
    assert sorted(graded.rows) == sorted(map(shown, (*CLASS, *HONEST)))
    assert {tuple(sorted(rows)) for rows in graded.rows.values()} == {SLUGS}


@pytest.mark.parametrize("student", CLASS, ids=ascii)
def test_a_hostile_student_gets_what_is_due(graded: Graded, student: str) -> None:
    row = graded.rows[shown(student)]["scale_and_shift"]
    said = " ".join([row["message"], *(check["message"] for check in row["checks"])])
    assert row["verdict"] == CLASS[student].verdict, said[:500]
    assert CLASS[student].said in said


def test_no_row_is_internal(graded: Graded) -> None:
    assert [s for s, rows in graded.rows.items() if "INTERNAL" in (row["verdict"] for row in rows.values())] == []


def test_honest_students_between_them_have_their_points(graded: Graded) -> None:
    for student in HONEST:
        assert {slug: (r["verdict"], r["score"]) for slug, r in graded.rows[student].items()} == {
            "scale_and_shift": ("PASS", 8.0),
            "weighted_square": ("MISSING", 0.0),
        }


def test_no_file_is_made_outside_of_out(graded: Graded) -> None:
    assert graded.made == []  # also none by a module of a student's that was run
    assert sorted(path.name for path in graded.out.iterdir() if not path.name.startswith(".")) == [
        "feedback",
        "gradebook.csv",
        "gradebook.sqlite",
        "results.json",
    ]


def test_no_process_of_the_run_takes_a_gibibyte(graded: Graded) -> None:
    assert 0 < graded.memory < MOST_MEMORY


def unseen(text: str) -> set[str]:
    """Return the characters that steer a terminal or hide, but for the end of a line."""
    return {c for before, c in pairwise(" " + text) if c != "\n" and hides(c, before)}


def test_the_terminal_gets_nothing_that_steers_it(graded: Graded) -> None:
    assert unseen(graded.stdout) == set()
    assert unseen(graded.stderr) == set()
    assert re.search(r"^ ?\\u202elanretni", graded.stdout, re.MULTILINE)


def test_results_json_holds_the_values_escaped(graded: Graded) -> None:
    text = (graded.out / "results.json").read_text()
    assert unseen(text) == set()
    said = graded.rows["loud"]["scale_and_shift"]["checks"][0]["message"]
    assert "\x1b[31m" in said


def test_a_spreadsheet_finds_no_formula(graded: Graded) -> None:
    text = (graded.out / "gradebook.csv").read_bytes().decode()
    assert unseen(text.replace("\r\n", "\n")) == set()
    lines = list(csv.reader(text.splitlines()))
    assert len(lines) == 1 + len(CLASS) + len(HONEST)
    assert {len(line) for line in lines} == {7}
    assert [cell for line in lines for cell in line if cell[:1] in tuple("=+-@\t\r")] == []
    assert "'=cmd()|' C'!A0" in [line[0] for line in lines]


def test_report_shows_the_same_and_gives_the_same_json(graded: Graded, toy_catalog: Catalog) -> None:
    shown_again = run(toy_catalog.root, "report", graded.out)
    assert shown_again.stdout == graded.stdout
    as_json = run(toy_catalog.root, "report", graded.out, "--json")
    assert unseen(as_json.stdout) == set()
    assert as_json.stdout == (graded.out / "results.json").read_text()


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_check_shows_a_loud_file_escaped(toy_catalog: Catalog, tmp_path: Path, as_json: bool) -> None:
    name = "\x1b[31m\u202e\n=cmd().py"
    (tmp_path / name).write_text(LOUD_FILE + "print('\\x1b[2J\\u202e')\n")
    done = run(toy_catalog.root, "check", tmp_path / name, *["--json"] * as_json)
    assert done.returncode == 1, done.stdout + done.stderr
    assert unseen(done.stdout + done.stderr) == set()
    assert "raised ValueError" in done.stdout


def test_check_says_of_a_hostile_file_what_it_is(toy_catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / NAME).symlink_to(tmp_path / NAME)
    done = run(toy_catalog.root, "check", tmp_path / NAME)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")


def test_no_file_among_the_submissions_is_ever_imported(toy_catalog: Catalog, tmp_path: Path) -> None:
    """Jobs are started by `python -c`, which looks for modules in the current folder."""
    course = tmp_path / "course"
    shutil.copytree(toy_catalog.root, course, ignore=shutil.ignore_patterns("__pycache__"))
    submissions, trace = course / "class", tmp_path / "trace"
    (submissions / "ada").mkdir(parents=True)
    (submissions / "ada" / NAME).write_text(RIGHT)
    for name in ("json", "pickle", "multiprocessing", "numpy", "hypothesis", "sitecustomize", "usercustomize"):
        (submissions / f"{name}.py").write_text(MARK.replace(TRACE, str(trace)) + "raise SystemExit(1)\n")
    shutil.rmtree(course / ".prepared")  # so that exercises are prepared, too, in a process of their own
    done = run(submissions, "grade", ".", "--out", tmp_path / "out", "--seed", SEED, "-e", SLUGS[0])
    assert done.returncode == 0, done.stderr
    assert not trace.exists()
    assert results(tmp_path / "out")["ada"][SLUGS[0]]["verdict"] == "PASS"
