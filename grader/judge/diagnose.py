"""Which misconception explains a student's answers: the one whose own answers they equal on every case, or none."""

from collections.abc import Mapping
from typing import Any

from grader.judge.checks.compare import compare
from grader.prepared.folder import Prepared
from grader.prepared.records import CaseRecord
from grader.sandbox.channel import Answered, Outcome, Raised

LEAST_DIFFERING = 3  # cases on which a misconception must differ from the reference before it may be named


def misconception(prepared: Prepared, known: Mapping[int, Outcome]) -> str:
    """Return the name of the misconception that fits, or "" where none or more than one does.

    It fits where the student's outcome equals its own on every case stored for it, errors by type, and at least three
    of these differ from the reference's.
    """
    cases = {c.args: c for c in prepared.manifest.cases if c.args in known and c.wrong}
    fitting = [name for name in prepared.manifest.misconceptions if _fits(prepared, name, cases, known)]
    return fitting[0] if len(fitting) == 1 else ""


def _fits(prepared: Prepared, name: str, cases: Mapping[int, CaseRecord], known: Mapping[int, Outcome]) -> bool:
    differing = 0
    for place, case in cases.items():
        if name not in case.wrong:
            continue
        types, value = prepared.value(case.wrong[name])
        if not same_outcome(types, value, known[place], case):
            return False
        differing += is_wrong(prepared, case, types, value)
    return differing >= LEAST_DIFFERING


def is_wrong(prepared: Prepared, case: CaseRecord, types: list[str], value: Any) -> bool:
    """Return whether an outcome (an error's types, or an answer) isn't what the case asks for."""
    if case.expected is None:
        return case.raises not in types
    return bool(types) or compare(prepared.expected[case.expected], value, case.tolerance) is not None


def same_outcome(types: list[str], value: Any, outcome: Outcome, case: CaseRecord) -> bool:
    """Return whether an outcome is this error (by its type) or this answer."""
    if types:
        return isinstance(outcome, Raised) and outcome.types[:1] == tuple(types[:1])
    return isinstance(outcome, Answered) and compare(value, outcome.value, case.tolerance) is None
