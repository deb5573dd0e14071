"""A class with real jobs: what is graded, what comes from earlier runs, what a changed assignment costs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from toys import RIGHT, SEED, body

from grader.course.assignment import Assignment
from grader.course.catalog import Catalog
from grader.gradebook import StudentReport, Terms, open_gradebook
from grader.grading import plan as grading
from grader.grading.plan import STARTS, grade_class, make_plan, run_meta
from grader.grading.rows import Row, grade_rows
from grader.intake.client import collect
from grader.prepared import modules
from grader.verdicts import CheckReport, Kind, Report, Verdict

SLUG = "scale_and_shift"
NOON = 1_764_331_200  # 2025-11-28 12:00 UTC
DUE = datetime.fromisoformat("2025-11-28T13:00:00+01:00")


@dataclass
class Class:
    """Submissions, where their grades go, and which rows were graded, by student, one list a run."""

    catalog: Catalog
    folder: Path
    out: Path
    graded: list[list[str]]

    def hand_in(self, student: str, text: str | None, seconds: int = NOON) -> None:
        (self.folder / student).mkdir(parents=True, exist_ok=True)
        file = self.folder / student / (f"{SLUG}.py" if text is not None else "other.py")
        file.write_text(text if text is not None else "def another():\n    pass\n")
        os.utime(file, (seconds, seconds))

    def grade(self, assignment: Assignment | None = None) -> dict[str, StudentReport]:
        self.graded.append([])
        plan = make_plan(self.catalog, [self.catalog.entries[SLUG]], SEED, timing=False)
        stubs = {slug: entry.stub.read_text() for slug, entry in self.catalog.entries.items()}
        intake = collect(self.folder, stubs, [SLUG])
        with open_gradebook(self.out) as book:
            book.start(run_meta(plan, intake, [], assignment))
            grade_class(plan, intake, book, 1, lambda _student, _report: None)
            book.finish()
            return {student.student: student for student in book.reports()}


@pytest.fixture
def klass(toy_catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Class:
    """Return a class of ada, who is right, bob, who is not, and cyd, who handed in something else."""
    made = Class(toy_catalog, tmp_path / "class", tmp_path / "out", [])

    def counted(rows: Iterator[Row], jobs: int) -> Iterator[tuple[Row, Report]]:
        for row, report in grade_rows(rows, jobs):
            made.graded[-1].append(row.student)
            yield row, report

    monkeypatch.setattr(grading, "grade_rows", counted)
    made.hand_in("ada", RIGHT)
    made.hand_in("bob", body("return x"))
    made.hand_in("cyd", None)
    return made


def sums(found: dict[str, StudentReport]) -> dict[str, tuple[float | None, float]]:
    return {student: (report.score, report.max_score) for student, report in found.items()}


def test_changed_points_title_date_and_feedback_grade_nothing_anew(klass: Class) -> None:
    assert sums(klass.grade()) == {"ada": (8.0, 8.0), "bob": (0.0, 8.0), "cyd": (0.0, 8.0)}
    for points in (100.0, 20.0):
        changed = Assignment([SLUG], f"Week {points}", {SLUG: points}, DUE, "full")
        assert sums(klass.grade(changed)) == {"ada": (points, points), "bob": (0.0, points), "cyd": (0.0, points)}
    assert sums(klass.grade())["ada"] == (8.0, 8.0)
    assert [sorted(rows) for rows in klass.graded] == [["ada", "bob"], [], [], []]


def test_a_changed_file_alone_is_graded_anew(klass: Class) -> None:
    klass.grade()
    klass.hand_in("bob", RIGHT)
    assert sums(klass.grade())["bob"] == (8.0, 8.0)
    assert klass.graded[1] == ["bob"]


def test_a_file_handed_in_once_more_is_late_without_being_graded_again(klass: Class) -> None:
    assignment = Assignment([SLUG], due=DUE)
    assert {s: sorted(r.late) for s, r in klass.grade(assignment).items()} == {"ada": [], "bob": [], "cyd": []}
    klass.hand_in("ada", RIGHT, NOON + 1)
    found = klass.grade(assignment)
    assert {s: sorted(r.late) for s, r in found.items()} == {"ada": ["toy/scale_and_shift"], "bob": [], "cyd": []}
    assert found["ada"].times == {"toy/scale_and_shift": "2025-11-28T12:00:01+00:00"}
    assert klass.graded[1] == []


def test_a_row_that_is_graded_has_the_time_of_its_file(klass: Class) -> None:
    found = klass.grade()
    assert [dict(found[student].times) for student in ("ada", "bob", "cyd")] == [
        {"toy/scale_and_shift": "2025-11-28T12:00:00+00:00"},
        {"toy/scale_and_shift": "2025-11-28T12:00:00+00:00"},
        {},
    ]


def test_what_was_handed_in_instead_is_kept_apart_from_the_reason(klass: Class) -> None:
    (missing,) = klass.grade()["cyd"].exercises
    assert missing.verdict is Verdict.MISSING
    assert missing.message == f"no {SLUG}.py, and no other file defines {SLUG}"
    assert missing.instead == "found another"


def test_terms_name_exercises_by_their_ids_and_only_those_that_are_graded(klass: Class) -> None:
    plan = make_plan(klass.catalog, [klass.catalog.entries[SLUG]], SEED)
    intake = collect(klass.folder, {SLUG: ""}, [SLUG])
    assignment = Assignment([SLUG, "weighted_square"], "T", {SLUG: 3.0, "weighted_square": 4.0}, DUE, "names")
    meta = run_meta(plan, intake, [], assignment)
    assert meta.terms == Terms("T", DUE, {"toy/scale_and_shift": 3.0}, "names")
    assert run_meta(plan, intake, [], assignment, "full").terms == replace(meta.terms, feedback="full")
    assert run_meta(plan, intake, []).terms == Terms()
    assert meta.worth == {"toy/scale_and_shift": 8.0}


def test_points_of_no_file_are_the_decimals_of_the_checks(klass: Class) -> None:
    manifest = make_plan(klass.catalog, [klass.catalog.entries[SLUG]], SEED).manifests[SLUG]
    tenths = [msgspec.structs.replace(check, points=0.1) for check in manifest.matches + manifest.matches][:3]
    assert msgspec.structs.replace(manifest, checks=tenths).worth() == 0.3


# The grader's own modules


TIMED = "weighted_square"
SPEED = CheckReport("speed", Kind.TIMING, Verdict.SKIPPED, 0.0, 2.0, "not timed: another process holds the lock")


@pytest.mark.parametrize(("timing", "known"), [(True, False), (False, True)])
def test_timing_that_could_not_be_had_is_tried_again_and_one_that_was_switched_off_is_not(
    toy_catalog: Catalog, timing: bool, known: bool
) -> None:
    plan = make_plan(toy_catalog, [toy_catalog.entries[TIMED]], SEED, timing=timing)
    report = Report(f"toy/{TIMED}", Verdict.PASS, 8.0, 8.0, checks=(SPEED,))
    assert (plan.variant_of(TIMED, report) == plan.variant(TIMED)) is known
    timed = replace(report, checks=(replace(SPEED, verdict=Verdict.PASS, points=2.0),))
    assert plan.variant_of(TIMED, timed) == plan.variant(TIMED)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the grader's sources, of which a test may change a line, taken for those that run."""
    copy = shutil.copytree(modules.PACKAGE, tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "PACKAGE", copy)
    return Path(copy)


def append(package: Path, name: str) -> None:
    path = package / name
    path.write_text(path.read_text() + "\nCHANGED = True\n")


@pytest.mark.parametrize("name", ["judge/examine.py", "sandbox/loading.py"])
def test_a_changed_line_of_what_judges_grades_every_row_again(klass: Class, package: Path, name: str) -> None:
    klass.grade()
    append(package, name)
    klass.grade()
    assert [sorted(rows) for rows in klass.graded] == [["ada", "bob"], ["ada", "bob"]]


@pytest.mark.parametrize("name", ["reports/terminal.py", "gradebook/shown.py", "__init__.py"])
def test_a_changed_line_of_a_view_grades_none(klass: Class, package: Path, name: str) -> None:
    klass.grade()
    append(package, name)
    klass.grade()
    assert [sorted(rows) for rows in klass.graded] == [["ada", "bob"], []]


LOADED = """
import sys
from pathlib import Path
from grader.prepared.folder import read_manifest
from grader.grading.job import Job
from grader.grading.rows import Row, grade_row
from grader.submission import Source

folder = Path(sys.argv[1])
source = Source("a.py", (sys.argv[2],))
with Job() as job:
    assert grade_row(job, Row("ada", folder, read_manifest(folder).key, source)).report.score is not None
print(*(name for name in sys.modules if name.partition(".")[0] == "grader"))
"""


@pytest.mark.parametrize("code", [RIGHT, "def scale_and_shift(x, a=1.0):\n    return x\n", "raise ValueError\n"])
def test_what_a_job_really_loads_is_in_the_key_of_its_rows(toy_catalog: Catalog, code: str) -> None:
    command = [sys.executable, "-c", LOADED, str(toy_catalog.prepared(SLUG, SEED)), code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "grader.judge.examine" in loaded
    assert loaded - set(modules.closure(STARTS)) == set()


def test_no_view_and_no_command_is_in_the_key_of_a_row() -> None:
    rooms = {name.split(".")[1] for name in modules.closure(STARTS) if "." in name}
    assert rooms.isdisjoint({"reports", "cli", "gradebook", "authoring", "intake", "course"})
