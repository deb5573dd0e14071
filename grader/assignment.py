"""An assignment: a choice of exercises with points, due date, feedback level; and the private seed of a class."""

import secrets
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

import msgspec

from grader.catalog import Catalog
from grader.errors import GraderError, UsageProblem
from grader.reports.write import replace_file

Feedback = Literal["full", "messages", "names"]
# A worker can ask whether a folder `.prepared/<seed>` is there: these are too many to try. JSON's numbers hold them.
SEEDS = 2**53
SEED_IN_OUT = "grading.seed"


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
    """What `assignment.toml` says. `points` replaces an exercise's own; `due` is a date with time."""

    exercises: list[str]
    title: str = ""
    points: dict[str, float] = {}
    due: datetime | None = None
    feedback: Feedback = "messages"
    timing: bool = True


def read_assignment(path: Path, catalog: Catalog) -> Assignment:
    """Return an assignment whose exercises are all there; raises UsageProblem, naming the file and what to mend."""
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=Assignment)
    except OSError as error:
        raise UsageProblem(f"{path} can't be read: {error.strerror}") from error
    except msgspec.ValidationError as error:
        message, hint = _complaint(path, str(error))
        raise UsageProblem(message, hint=hint) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageProblem(f"{path} is no TOML: {error}", hint=f"write lines like: {FORMS['exercises']}") from error
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


def _complaint(path: Path, error: str) -> tuple[str, str]:
    """Return what is wrong with a file that is TOML, and how to write it."""
    if unknown := error.partition("unknown field `")[2].partition("`")[0]:
        near = get_close_matches(unknown, FORMS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it may say {', '.join(FORMS)}"
        return f"{path}: there is no key `{unknown}`", hint
    key = error.partition("at `$.")[2].partition("`")[0].partition("[")[0]
    if key not in FORMS:
        return f"{path}: `exercises` is missing", f"write: {FORMS['exercises']}"
    return f"{path}: the value of `{key}` is not of its kind", f"write: {FORMS[key]}"


def private_seed(assignment: Path | None, out: Path) -> int:
    """Return the seed of a class: `<assignment>.seed` beside the assignment, else in `out`; made where it isn't there.

    Raises GraderError where the file says no seed or can't be written.
    """
    path = assignment.with_suffix(".seed") if assignment is not None else out / SEED_IN_OUT
    try:
        text = path.read_text(encoding="ascii").strip()
        if not text.isdecimal() or int(text) >= SEEDS:
            raise UsageProblem(
                f"{path}: expected a whole number below {SEEDS}, found {text[:40]!r}",
                hint="write the seed again, or delete the file for a new one, which grades the class on new cases",
            )
        return int(text)
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"{path} can't be read: {error}") from error
    seed = secrets.randbelow(SEEDS)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, [f"{seed}\n"], mode=0o600)
    except OSError as error:
        raise GraderError(f"{path} can't be written: {error.strerror}", hint="give --seed, or another --out") from error
    return seed
