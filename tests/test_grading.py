"""A class is graded once: again only what changed, be it a file, an exercise or a line of what judges it."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from toys import RIGHT, SEED

from grader import grading, modules
from grader.catalog import Catalog
from grader.gradebook import open_gradebook
from grader.grading import STARTS, grade_class, make_plan, run_meta
from grader.intake.client import collect
from grader.pool import Graded, Row, grade_rows

SLUG = "scale_and_shift"
GradeOnce = Callable[[], list[str]]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the grader's sources, of which a test may change a line, taken for those that run."""
    copy = shutil.copytree(modules.PACKAGE, tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "PACKAGE", copy)
    return Path(copy)


@pytest.fixture
def grade_once(toy_catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GradeOnce:
    """Return a function that grades a class into the same OUT and says whose rows were graded for it."""
    for student in ("ada", "bob"):
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / f"{SLUG}.py").write_text(RIGHT)
    graded: list[str] = []

    def noted(rows: Iterable[Row], jobs: int) -> Iterator[tuple[Row, Graded]]:
        for row, found in grade_rows(rows, jobs):
            graded.append(row.student)
            yield row, found

    monkeypatch.setattr(grading, "grade_rows", noted)

    def once() -> list[str]:
        graded.clear()
        entry = toy_catalog.find(SLUG)
        intake = collect(tmp_path / "class", {SLUG: entry.stub.read_text()})
        plan = make_plan(toy_catalog, [entry], SEED, {})
        with open_gradebook(tmp_path / "out") as book:
            book.start(run_meta(plan, intake, ()))
            grade_class(plan, intake, book, 1, lambda _student, _report: None)
            assert [student.score for student in book.reports()] == [8.0, 8.0]
        return sorted(graded)

    return once


def append(package: Path, name: str) -> None:
    path = package / name
    path.write_text(path.read_text() + "\nCHANGED = True\n")


def test_nothing_is_graded_twice(grade_once: GradeOnce) -> None:
    assert grade_once() == ["ada", "bob"]
    assert grade_once() == []


def test_one_changed_file_is_graded_again(grade_once: GradeOnce, tmp_path: Path) -> None:
    grade_once()
    (tmp_path / "class" / "bob" / f"{SLUG}.py").write_text(RIGHT + "\n# better\n")
    assert grade_once() == ["bob"]


@pytest.mark.parametrize("name", ["judge.py", "sandbox/loading.py"])
def test_a_changed_line_of_what_judges_grades_every_row_again(grade_once: GradeOnce, package: Path, name: str) -> None:
    grade_once()
    append(package, name)
    assert grade_once() == ["ada", "bob"]


@pytest.mark.parametrize("name", ["reports/terminal.py", "__init__.py"])
def test_a_changed_line_of_a_view_grades_none(grade_once: GradeOnce, package: Path, name: str) -> None:
    grade_once()
    append(package, name)
    assert grade_once() == []


LOADED = """
import sys
from pathlib import Path
from grader.pool import Row, grade_row
from grader.submission import Source
from grader.corpus import read_manifest

folder = Path(sys.argv[1])
source = Source("a.py", (sys.argv[2],))
assert grade_row(Row("ada", folder, read_manifest(folder).key, source)).report.score is not None
print(*(name for name in sys.modules if name.partition(".")[0] == "grader"))
"""


@pytest.mark.parametrize("code", [RIGHT, "def scale_and_shift(x, a=1.0):\n    return x\n", "raise ValueError\n"])
def test_what_a_job_really_loads_is_in_the_key_of_its_rows(toy_catalog: Catalog, code: str) -> None:
    command = [sys.executable, "-c", LOADED, str(toy_catalog.prepared(SLUG, SEED)), code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "grader.judge" in loaded
    assert loaded - set(modules.closure(STARTS)) == set()


def test_no_view_and_no_command_is_in_the_key_of_a_row() -> None:
    rooms = {name.split(".")[1] for name in modules.closure(STARTS) if "." in name}
    assert rooms.isdisjoint({"reports", "cli", "gradebook", "authoring", "intake", "assignment", "staleness"})
