"""An assignment: a choice of exercises with points, due date, feedback level; and the private seed of a class."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from grader.course.catalog import Catalog
from grader.errors import UsageProblem
from grader.verdicts import Feedback

TOML_TYPES = (datetime, date, time)  # that TOML has and JSON has not: a text is none of them


# How each key is written; shown where one isn't.
FORMS = {
    "exercises": 'exercises = ["sigmoid_derivative", "im2col"]',
    "title": 'title = "Week 3"',
    "points": "points = {im2col = 30}",
    "due": "due = 2026-12-01T23:59:00+01:00",
    "feedback": 'feedback = "full", "messages" or "names"',
    "timing": "timing = true or false",
}


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `assignment.toml` says. `points` replaces an exercise's own.

    `due` has a time zone: where the file gives none it is local time, as on the clock of who wrote it.
    """

    exercises: list[str]
    title: str = ""
    points: dict[str, float] = {}
    due: datetime | None = None
    feedback: Feedback = "messages"
    timing: bool = True


def read_assignment(path: Path, catalog: Catalog) -> Assignment:
    """Return an assignment whose exercises are all there; raises UsageProblem, naming the file and what to mend."""
    try:
        said = msgspec.toml.decode(path.read_bytes())
    except OSError as error:
        raise UsageProblem(f"{path} can't be read: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageProblem(f"{path} is no TOML: {error}", hint=f"write lines like: {FORMS['exercises']}") from error
    found = _checked(path, said)
    if not found.exercises:
        raise UsageProblem(f"{path}: it names no exercises", hint=f"write: {FORMS['exercises']}")
    try:
        slugs = [catalog.find(name).slug for name in found.exercises]
        points = {catalog.find(name).slug: value for name, value in found.points.items()}
    except UsageProblem as error:
        raise UsageProblem(f"{path}: {error}", hint=error.hint) from error
    for slug, value in points.items():
        if slug not in slugs or not 0 < value < 1e6:
            why = "which isn't among its exercises" if slug not in slugs else f"and {value} is no number of points"
            raise UsageProblem(f"{path}: points names {slug}, {why}")
    return msgspec.structs.replace(found, exercises=slugs, points=points)


def _checked(path: Path, said: Mapping[str, Any]) -> Assignment:
    """Return what a file that is TOML says, key by key, so that what is wrong is known without reading an error."""
    fields = {field.name: field for field in msgspec.structs.fields(Assignment)}
    for unknown in (key for key in said if key not in fields):
        near = get_close_matches(unknown, FORMS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it may say {', '.join(FORMS)}"
        raise UsageProblem(f"{path}: there is no key `{unknown}`", hint=hint)
    for name, field in fields.items():
        if name not in said and field.required:
            raise UsageProblem(f"{path}: `{name}` is missing", hint=f"write: {FORMS[name]}")
    values = {name: _value(path, name, fields[name].type, value) for name, value in said.items()}
    return Assignment(**values)


def _value(path: Path, name: str, kind: Any, value: Any) -> Any:
    try:
        found = msgspec.convert(value, kind, builtin_types=TOML_TYPES)
        if isinstance(found, datetime):
            found.astimezone(UTC)  # the ends of the calendar have no other zone
            return found if found.tzinfo else found.astimezone()
    except (msgspec.ValidationError, OverflowError, ValueError) as error:
        raise UsageProblem(f"{path}: the value of `{name}` is not of its kind", hint=f"write: {FORMS[name]}") from error
    return found
