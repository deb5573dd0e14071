"""results.json: everything that is known, for programs; `results.schema.json` beside this file describes it."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from grader.gradebook import Results, StudentReport
from grader.output.escape import json_text
from grader.verdicts import Report

FILE_NAME = "results.json"
SCHEMA = "grader/results/v1"


def render(results: Results) -> Iterator[bytes]:
    """Yield the file piece by piece: one line a student, fields in the schema's order."""
    meta = results.meta
    head = {
        "schema": SCHEMA,
        "version": meta.version,
        "seed": meta.seed,
        "sandbox": meta.sandbox,
        "title": meta.terms.title,
        "due": meta.terms.due.isoformat() if meta.terms.due is not None else None,
    }
    yield json_text(json.dumps(head, ensure_ascii=False).encode())[:-1] + b', "submissions": ['
    separator = b"\n"
    for student in results.reports():
        yield separator + msgspec.json.format(json_text(msgspec.json.encode(_submission(student))), indent=0)
        separator = b",\n"
    yield b"\n]}\n"


def fields(report: Report) -> dict[str, Any]:
    """Return a report with the fields that the schema has, its message as people read it."""
    found: dict[str, Any] = msgspec.to_builtins(report)
    del found["instead"]
    return found | {"message": report.said}


def _submission(student: StudentReport) -> dict[str, Any]:
    return {
        "student": student.student,
        "score": student.score,
        "max_score": student.max_score,
        "exercises": [_row(student, report) for report in student.exercises],
        "name": student.name,
    }


def _row(student: StudentReport, report: Report) -> dict[str, Any]:
    row = fields(report) | {
        "time": student.times.get(report.exercise, ""),
        "late": report.exercise in student.late,
    }
    override = student.overrides.get(report.exercise)
    if override is not None:
        row["override"] = {"reason": override.reason, "author": override.author, "time": override.time}
    return row
