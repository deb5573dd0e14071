"""Small classes to make reports of."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from grader.gradebook import Override, Results, Row, RunMeta, StudentReport, Terms, student_report
from grader.submission import Student, named
from grader.verdicts import CheckReport, Kind, Report, Verdict

META = RunMeta("0.1.0", 7, ("landlock", "seccomp"), ("convolution/conv2d_im2col", "activations/sigmoid"), named("ada"))
SHA = "0" * 64
PASSED = CheckReport("valid", Kind.VALUE, Verdict.PASS, 5.0, 5.0)
FAILED = CheckReport("same", Kind.VALUE, Verdict.FAIL, 0.0, 5.0, "one pixel: expected 4, got 3", "x = [[1]]", "")
CONV = Report("convolution/conv2d_im2col", Verdict.FAIL, 5.0, 10.0, "", "a.py", SHA, "key", 0.5, (PASSED, FAILED))
SIGMOID = Report("activations/sigmoid", Verdict.PASS, 7.5, 7.5, "", "b.py", SHA, "key", 0.5)
INTERNAL = replace(SIGMOID, verdict=Verdict.INTERNAL, score=None, message="the zygote could not be started")


DUE = datetime.fromisoformat("2025-11-28T13:00:00+01:00")
EARLY, LATE = "2025-11-28T11:00:00+00:00", "2025-11-28T12:00:01+00:00"


def results(*rows: tuple[str, list[Report]], exercises: tuple[str, ...] = META.exercises, **terms: Any) -> Results:
    """Return the results of these students, in this order."""
    return results_of(*((name, [Row(r) for r in reports]) for name, reports in rows), exercises=exercises, **terms)


def results_of(
    *rows: tuple[str | Student, list[Row]], exercises: tuple[str, ...] = META.exercises, **terms: Any
) -> Results:
    """Return the results of these students' rows, each with the time of its file and who changed its score."""
    people = tuple(Student(who, who) if isinstance(who, str) else who for who, _ in rows)
    meta = replace(META, exercises=exercises, students=people, terms=Terms(**terms))
    students = [student_report(who, kept, meta) for who, (_, kept) in zip(people, rows, strict=True)]
    return Results(meta, lambda: iter(students))


def failing(**changes: object) -> Report:
    """Return the failing report with its failing check changed."""
    return replace(CONV, checks=(PASSED, replace(FAILED, **changes)))  # type: ignore[arg-type]


TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\x1b\x07\r\n\t\u202e[]=@|"), max_size=60)
NUMBERS = st.floats(0, 1000)
CHECK_REPORTS = st.builds(
    CheckReport,
    TEXT,
    st.sampled_from(Kind),
    st.sampled_from(Verdict),
    NUMBERS,
    NUMBERS,
    TEXT,
    TEXT,
    TEXT,
)


@st.composite
def reports(draw: st.DrawFn, exercise: str) -> Report:
    """Draw a report such as the gradebook keeps."""
    verdict = draw(st.sampled_from(Verdict))
    score = None if verdict is Verdict.INTERNAL else draw(NUMBERS)
    checks = tuple(draw(st.lists(CHECK_REPORTS, max_size=3)))
    return Report(exercise, verdict, score, draw(NUMBERS), draw(TEXT), draw(TEXT), SHA, "key", 0.0, checks, draw(TEXT))


@st.composite
def kept_rows(draw: st.DrawFn, exercise: str) -> Row:
    """Draw a row such as the gradebook keeps: early, late or of unknown time, now and then with a score set by hand."""
    by_hand = Override("", exercise, draw(NUMBERS), draw(TEXT), draw(TEXT), LATE)
    override = draw(st.sampled_from((None, None, by_hand)))
    return Row(draw(reports(exercise)), None, draw(st.sampled_from(("", EARLY, LATE))), override)


@st.composite
def classes(draw: st.DrawFn) -> Results:
    """Draw a class: names and exercises of every kind, rows of every verdict, some not graded yet."""
    exercises = tuple(draw(st.lists(TEXT.map(lambda t: f"unit/{t}"), unique=True, max_size=9)))
    rows = []
    for student in draw(st.lists(TEXT, unique=True, max_size=4)):
        graded = [draw(kept_rows(e)) for e in exercises if draw(st.integers(0, 4))]
        rows.append((Student(student, draw(st.sampled_from((student, "Ada\x1b")))), graded))
    due = draw(st.sampled_from((None, DUE)))
    level = draw(st.sampled_from(("full", "messages", "names")))
    return results_of(*rows, exercises=exercises, title=draw(TEXT), due=due, feedback=level)


def alone(found: Results) -> StudentReport:
    """Return the only student."""
    (student,) = found.reports()
    return student
