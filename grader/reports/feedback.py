"""feedback/: a Markdown file for each student, to be handed out; how much it holds is the assignment's `feedback`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from grader.errors import OutputError
from grader.gradebook import Results, RunMeta, StudentReport
from grader.output.escape import markdown, terminal
from grader.output.numbers import decimal
from grader.output.write import replace_file
from grader.reports.digest import label
from grader.verdicts import CheckReport, Report, Verdict

FOLDER = "feedback"
MOST_BYTES = 120  # of a file's name: half of what file systems take, for a draft's name is longer
DIGITS = 10  # of a hash, where a name had to be changed
UNSAFE = re.compile(r"[^\w .,'()+@-]")
# Names that Windows keeps for devices, whatever their ending.
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LEAST_FENCE = 3
WITH_MESSAGES = ("messages", "full")


def write_feedback(results: Results, out: Path) -> Path:
    """Write the files of all students and return their folder; OutputError where one can't be written.

    A file that holds what it should is left alone. Those of students who are no longer there stay: they may have been
    handed out.
    """
    folder = out / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} can't be made: {error.strerror}", hint="move away what is in its place") from error
    for name, student in zip(file_names(s.id for s in results.meta.students), results.reports(), strict=True):
        text = "".join(f"{line}\n" for line in page(student, results.meta)).encode()
        path = folder / name
        if not _holds(path, text):
            replace_file(path, [text])
    return folder


def page(student: StudentReport, meta: RunMeta) -> Iterator[str]:
    """Yield the lines of a student's file."""
    score = (
        "score withheld"
        if student.score is None
        else f"{decimal(student.score)} of {decimal(student.max_score)} points"
    )
    yield f"# {markdown(meta.terms.title) or 'Feedback'}"
    yield ""
    yield f"**{markdown(label(student))}**: {score}"
    reports = {report.exercise: report for report in student.exercises}
    for exercise in meta.exercises:
        yield ""
        name = markdown(exercise.rpartition("/")[2])
        if exercise in reports:
            yield from _exercise(name, reports[exercise], student, meta)
        else:
            yield f"## {name}: not graded yet"


def file_names(ids: Iterable[str]) -> Iterator[str]:
    """Yield a file's name for each id: safe on every file system, and no two alike on those that don't tell case."""
    used: set[str] = set()
    for student in ids:
        stem = candidate = _safe(student)
        number = 1
        while candidate.casefold() in used:
            number += 1
            candidate = f"{stem}-{number}"
        used.add(candidate.casefold())
        yield f"{candidate}.md"


def _safe(student: str) -> str:
    """Return the id as a file may be called, with its hash where that is another name."""
    plain = unicodedata.normalize("NFC", student)
    name = UNSAFE.sub("_", plain).strip(" .")
    while len(name.encode(errors="replace")) > MOST_BYTES:
        name = name[:-1]
    if name == plain and name and not DEVICE.fullmatch(name):
        return name
    digest = sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
    return f"{name or 'student'}-{digest}" if not DEVICE.fullmatch(name) else f"_{name}-{digest}"


def _holds(path: Path, text: bytes) -> bool:
    try:
        return path.read_bytes() == text
    except OSError:
        return False


def _exercise(name: str, report: Report, student: StudentReport, meta: RunMeta) -> Iterator[str]:
    points = "" if report.score is None else f", {decimal(report.score)} of {decimal(report.max_score)} points"
    late = " (late)" if report.exercise in student.late else ""
    yield f"## {name}: {report.verdict.value}{points}{late}"
    override = student.overrides.get(report.exercise)
    level = meta.terms.feedback
    if level in WITH_MESSAGES:
        if override is not None:
            yield from ("", f"The points were set by hand: {markdown(override.reason)}")
        if report.said:
            yield from ("", *_paragraph(report.said))
    # As for `grader check`: what is added to every exercise, and published examples, count only when they fail.
    checks = [c for c in report.checks if c.max_points or c.verdict not in (Verdict.PASS, Verdict.SKIPPED)]
    if checks:
        yield ""
    for check in checks:
        yield from _check(check, level)


def _check(check: CheckReport, level: str) -> Iterator[str]:
    counts = check.max_points and check.verdict is not Verdict.SKIPPED
    points = f", {decimal(check.points)} of {decimal(check.max_points)}" if counts else ""
    yield f"- {markdown(check.name)}: {check.verdict.value}{points}"
    if level in WITH_MESSAGES:
        for text in filter(None, (check.message, " ".join(check.misconception.split()))):
            yield ""
            yield from (f"  {line}" for line in _paragraph(text))
    if level == "full" and check.counterexample:
        yield ""
        yield from (f"  {line}" for line in _code(check.counterexample))


def _paragraph(text: str) -> list[str]:
    """Return the lines of a text, kept apart by hard breaks."""
    lines = [markdown(line) for line in text.split("\n") if line.strip()]
    return [f"{line}\\" for line in lines[:-1]] + lines[-1:]


def _code(text: str) -> Iterator[str]:
    """Yield a code block that nothing in the text can end."""
    lines = [terminal(line) for line in text.split("\n")]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(LEAST_FENCE, longest + 1)
    yield from (fence, *lines, fence)
