"""A class with real jobs: what is graded, what comes from earlier runs, what a changed assignment costs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from toys import RIGHT, SEED, body

from grader import grading
from grader.assignment import Assignment
from grader.catalog import Catalog
from grader.gradebook import StudentReport, Terms, open_gradebook
from grader.grading import grade_class, make_plan, run_meta
from grader.intake.client import collect
from grader.pool import Row, grade_rows
from grader.verdicts import Report, Verdict

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
