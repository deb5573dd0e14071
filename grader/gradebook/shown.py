"""What every view is made of: rows as a run took them, with an assignment's points, lateness and overrides applied."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from grader import points
from grader.gradebook.overrides import Override
from grader.gradebook.runs import RunMeta, Terms
from grader.submission import Student
from grader.verdicts import Report


@dataclass(frozen=True)
class Row:
    """A row as it is kept, with its points as they were given.

    `of` are the exercise's own points then, those for speed too; None where they aren't known, and nothing is scaled.
    `time` is when the file that counts was last changed, UTC in ISO form, "" if unknown.
    """

    report: Report
    of: float | None = None
    time: str = ""
    override: Override | None = None


@dataclass(frozen=True)
class StudentReport:
    """All exercises of one student, with points as they are shown.

    `score` is None, withheld, where a row is INTERNAL or not graded yet. `times`, `late` and `overrides` are by
    exercise; who set a score by hand has it even for an INTERNAL row.
    """

    student: str
    score: float | None
    max_score: float
    exercises: tuple[Report, ...]
    name: str
    times: Mapping[str, str] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    overrides: Mapping[str, Override] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """What a view is made of. `reports` starts a pass over the students: a class of 10,000 is a stream, not a list."""

    meta: RunMeta
    reports: Callable[[], Iterator[StudentReport]]


def student_report(student: Student, rows: Sequence[Row], meta: RunMeta) -> StudentReport:
    """Return one student's rows as they are shown, and their sum, rounded once; all exercises make it complete."""
    scores, whole = [], []
    for row in rows:
        ratio = _ratio(row, meta.terms)
        whole.append((row.report.max_score, *ratio))
        if row.override is not None and row.override.score is not None:
            scores.append((row.override.score, 1.0, 1.0))
        elif row.report.score is not None:
            scores.append((row.report.score, *ratio))
    return StudentReport(
        student=student.id,
        score=points.total(scores) if len(scores) == len(meta.exercises) else None,
        max_score=points.total(whole),
        exercises=tuple(_shown(row, meta.terms) for row in rows),
        name=student.name,
        times={row.report.exercise: row.time for row in rows if row.time},
        late=frozenset(row.report.exercise for row in rows if is_late(row.time, meta.terms)),
        overrides={row.report.exercise: row.override for row in rows if row.override is not None},
    )


def is_late(time: str, terms: Terms) -> bool:
    """Return whether a file was changed after the assignment was due; not where nobody knows when."""
    return bool(time) and terms.due is not None and datetime.fromisoformat(time) > terms.due


def scaled(report: Report, worth: float, of: float) -> Report:
    """Return the report with its points as shares of `worth`, where the exercise has `of` points of its own.

    A skipped check takes its share along.
    """
    if worth == of:
        return report
    checks = tuple(
        replace(c, points=points.scaled(c.points, worth, of), max_points=points.scaled(c.max_points, worth, of))
        for c in report.checks
    )
    score = None if report.score is None else points.scaled(report.score, worth, of)
    return replace(report, score=score, max_score=points.scaled(report.max_score, worth, of), checks=checks)


def _ratio(row: Row, terms: Terms) -> tuple[float, float]:
    """Return what the exercise is worth here, of how many points of its own: (1, 1) where it is worth just these."""
    worth = terms.points.get(row.report.exercise)
    return (worth, row.of) if worth and row.of else (1.0, 1.0)


def _shown(row: Row, terms: Terms) -> Report:
    report = scaled(row.report, *_ratio(row, terms))
    return report if row.override is None else replace(report, score=row.override.score)
