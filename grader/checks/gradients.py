"""`Gradients`: the answer agrees with numeric derivatives of the forward function, which the corpus holds.

Independent of our own backward pass: ⟨student's gradient, direction⟩ is compared with a witness and its error bound.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.compare import Array, as_array, describe, number, part_of
from grader.checks.problem import Problem, case_text, failed_call, report
from grader.checks.run import Run
from grader.corpus import CaseRecord, CheckRecord, WitnessRecord
from grader.sandbox.channel import Answered
from grader.sandbox.wire import Outline
from grader.verdicts import CheckReport, Kind, Verdict

RTOL = 1e-7  # of the directional derivative; its error bound comes on top


def run(check: CheckRecord, student: Run) -> CheckReport:
    """Return the report of a gradient check."""
    places = [*check.rungs, *check.edges, *check.drawn]
    for place, (case, outcome) in zip(places, list(student.outcomes(places)), strict=False):
        if not isinstance(outcome, Answered):
            return report(check, Kind.GRADIENT, failed_call(student, case, outcome, "expected gradients"))
        problem = _problem(check, student, case, part_of(outcome.value, check.part), check.witnesses[str(place)])
        if problem is not None:
            return report(check, Kind.GRADIENT, problem)
    return report(check, Kind.GRADIENT, None)


def _problem(
    check: CheckRecord, student: Run, case: CaseRecord, gradient: Any, witnesses: Sequence[WitnessRecord]
) -> Problem | None:
    for witness in witnesses:
        direction = student.prepared.value(witness.direction)
        found = block(gradient, check.by, check.by.index(witness.by))
        array = as_array(found)
        if array is None or array.shape != direction.shape:
            got = describe(found) if array is None else f"shape {array.shape}"
            message = f"{case.name}: the gradient by {witness.by} has shape {direction.shape}, got {got}"
            return Problem(Verdict.FAIL, message, case_text(student, case, message))
        if not agrees(array, direction, witness.value, witness.bound, case.scale):
            message = f"{case.name}: the gradient by {witness.by} isn't the slope of the function"
            claimed, _ = claimed_slope(array, direction)
            slopes = f"slope along a direction, measured on the function  {number(witness.value)}\n"
            slopes += f"the same from your gradient                        {number(claimed)}"
            return Problem(Verdict.FAIL, message, case_text(student, case, slopes))
    return None


def agrees(gradient: Array, direction: Array, slope: float, bound: float, scale: float) -> bool:
    """Return whether a block of a gradient has this slope along a direction, up to the slope's own error bound.

    `scale` is the floor of the comparison, as in `compare`.
    """
    claimed, terms = claimed_slope(gradient, direction)
    size = max(abs(slope), terms, scale)
    return bool(np.isfinite(size) and abs(claimed - slope) <= bound + RTOL * size)


def claimed_slope(gradient: Array, direction: Array) -> tuple[float, float]:
    """Return ⟨gradient, direction⟩, and the size of its terms."""
    with np.errstate(all="ignore"):  # a student's entries may be infinite, or overflow
        terms = gradient.astype(np.float64) * direction
        return float(terms.sum()), float(np.abs(terms).sum())


def block(gradient: Any, by: Sequence[str], index: int) -> Any:
    """Return the block of a gradient that belongs to the argument `by[index]`; an Outline where there is none."""
    if isinstance(gradient, Mapping):
        return gradient.get(by[index], Outline("missing", reason=f"no key {by[index]!r}"))
    if len(by) == 1:
        return gradient  # perhaps as nested lists
    return part_of(gradient, index)
