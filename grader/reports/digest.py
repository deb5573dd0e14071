"""What a page about a class needs, gathered in one pass; as large as the page, not as the class."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from grader.gradebook import Results, StudentReport
from grader.verdicts import CheckReport, Kind, Report, Verdict

MOST_STUDENTS = 200  # more lines than this nobody reads in a terminal; the files hold all
MOST_FINDINGS = 400


@dataclass(frozen=True)
class Mark:
    """One cell: a verdict and its score, None where it is withheld or nothing could be earned; whether it came late."""

    verdict: Verdict
    score: float | None
    max_score: float
    late: bool = False


@dataclass(frozen=True)
class Line:
    """One student: a mark for each exercise of the roster, None where it is not graded yet."""

    student: str
    marks: tuple[Mark | None, ...]
    score: float | None
    max_score: float


@dataclass(frozen=True)
class Finding:
    """One row that lost points, and the first thing that is wrong with it; `check` is empty if that is no check.

    `instead` is what was handed in where this exercise wasn't, the same for all exercises of a student.
    """

    student: str
    exercise: str
    mark: Mark
    check: str
    message: str
    misconception: str
    instead: str = ""


@dataclass(frozen=True)
class Digest:
    """A class at a glance. The first lines and findings are here; counts and totals are of all of them.

    `title` and `due` are the assignment's, `late` the rows that came after it. `full` are the points of each exercise,
    `totals` the scores that are not withheld, `pending` the rows that are not graded yet, `more_findings` those that
    aren't here.
    """

    exercises: tuple[str, ...]
    full: tuple[float, ...]
    students: int
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    counts: Mapping[Verdict, int]
    totals: tuple[float, ...]
    pending: int
    more_findings: int
    title: str = ""
    due: datetime | None = None
    late: int = 0


@dataclass
class _Gathering:
    full: list[float]
    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[Verdict] = field(default_factory=Counter)
    totals: list[float] = field(default_factory=list)
    wrong: int = 0
    late: int = 0


def digest(results: Results) -> Digest:
    """Return the class at a glance."""
    exercises = results.meta.exercises
    page = _Gathering([0.0] * len(exercises))
    students = 0
    for student in results.reports():
        students += 1
        _gather(page, student, exercises)
    return Digest(
        exercises=exercises,
        full=tuple(page.full),
        students=students,
        lines=tuple(page.lines),
        findings=tuple(page.findings),
        counts={verdict: page.counts[verdict] for verdict in Verdict if page.counts[verdict]},
        totals=tuple(page.totals),
        pending=students * len(exercises) - page.counts.total(),
        more_findings=page.wrong - len(page.findings),
        title=results.meta.terms.title,
        due=results.meta.terms.due,
        late=page.late,
    )


def _gather(page: _Gathering, student: StudentReport, exercises: tuple[str, ...]) -> None:
    marks = {report.exercise: mark(report, student.late) for report in student.exercises}
    page.late += sum(m.late for m in marks.values())
    page.counts.update(m.verdict for m in marks.values())
    page.full[:] = [
        max(points, marks[e].max_score) if e in marks else points
        for points, e in zip(page.full, exercises, strict=True)
    ]
    if student.score is not None:
        page.totals.append(student.score)
    if len(page.lines) < MOST_STUDENTS:
        line = Line(label(student), tuple(marks.get(e) for e in exercises), student.score, student.max_score)
        page.lines.append(line)
    wrong = [r for r in student.exercises if r.verdict is not Verdict.PASS or lost_points(r)]
    page.wrong += len(wrong)
    room = MOST_FINDINGS - len(page.findings)
    page.findings += [finding(student, report) for report in wrong[:room]]


def label(student: StudentReport) -> str:
    """Return what a student is called on a page: the name, and the id where it is another."""
    return student.name if student.name == student.student else f"{student.name} ({student.student})"


def mark(report: Report, late: Collection[str] = ()) -> Mark:
    """Return the cell of a report; `late` are the exercises that came late."""
    score = report.score if report.max_score else None
    return Mark(report.verdict, score, report.max_score, report.exercise in late)


def finding(student: StudentReport, report: Report) -> Finding:
    """Return the first thing that is wrong: of the first failing check, or of the row where no check says more."""
    who, cell = label(student), mark(report, student.late)
    check = first_failing(report) or lost_points(report)
    if check is None:
        return Finding(who, report.exercise, cell, "", report.message, "", report.instead)
    return Finding(who, report.exercise, cell, check.name, check.message or report.message, check.misconception)


def first_failing(report: Report) -> CheckReport | None:
    """Return the check that explains a row: one whose verdict is the row's, so that heading and reason belong together.

    Purity where it fails, for it costs all points; else the first one. Speed is never a failure.
    """
    if report.verdict in (Verdict.PASS, Verdict.SKIPPED):
        return None
    failing = [c for c in report.checks if c.verdict is report.verdict and _counts(c)]
    impure = [c for c in failing if c.kind is Kind.PURITY and c.verdict is Verdict.FAIL]
    return next(iter(impure + failing), None)


def lost_points(report: Report) -> CheckReport | None:
    """Return the first check of a right answer that earned less than it could: speed."""
    return next((c for c in report.checks if c.points < c.max_points and c.verdict is not Verdict.SKIPPED), None)


def _counts(check: CheckReport) -> bool:
    return check.kind is not Kind.TIMING or check.verdict is Verdict.INTERNAL
