"""gradebook.csv: one line a student, for spreadsheets."""

import csv
import io
from collections.abc import Iterator

from grader.gradebook import Results, StudentReport
from grader.output.escape import csv_text
from grader.output.numbers import decimal
from grader.verdicts import Report, Verdict

FILE_NAME = "gradebook.csv"
DECIMALS = 6  # more than points have; hides what adding up in binary leaves (0.30000000000000004)


def render(results: Results) -> Iterator[str]:
    """Yield the file line by line: student, a score for each exercise, total, max, a verdict for each exercise.

    Where there is a date by which it was due the last column, `late`, names the exercises whose files came after it.
    The title is not here: a first line that is no heading breaks the table for every program that reads one.

    A score that is withheld, SKIPPED or not there yet is an empty cell, never 0. The student column is a join key, but
    the one column that students can write: a name that a spreadsheet would run gets an apostrophe before it
    (`grader.output.escape.csv_text`), which no common id does; programs join on results.json, where names are exact.
    """
    exercises = results.meta.exercises
    late = ["late"] if results.meta.terms.due is not None else []
    yield _line(["student", *exercises, "total", "max", *(f"{exercise} verdict" for exercise in exercises), *late])
    for student in results.reports():
        yield _line(_cells(student, exercises) + ([_late(student, exercises)] if late else []))


def _cells(student: StudentReport, exercises: tuple[str, ...]) -> list[str]:
    rows = {report.exercise: report for report in student.exercises}
    scores = [_score(rows.get(e)) for e in exercises]
    verdicts = [rows[e].verdict.value if e in rows else "" for e in exercises]
    return [csv_text(student.student), *scores, _number(student.score), _number(student.max_score), *verdicts]


def _late(student: StudentReport, exercises: tuple[str, ...]) -> str:
    return " ".join(exercise for exercise in exercises if exercise in student.late)


def _score(report: Report | None) -> str:
    return "" if report is None or report.verdict is Verdict.SKIPPED else _number(report.score)


def _number(value: float | None) -> str:
    return "" if value is None else decimal(value, DECIMALS)


def _line(cells: list[str]) -> str:
    buffer = io.StringIO(newline="")
    # RFC 4180's line ends; with them the module also quotes a lone CR, which a reader would take for a new line.
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
