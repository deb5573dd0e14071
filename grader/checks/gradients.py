"""`Gradients`: the answer agrees with numeric derivatives of the forward function, which the corpus holds.

Independent of our own backward pass: ⟨student's gradient, direction⟩ is compared with a witness and its error bound.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.cases import failed_call, judged
from grader.checks.compare import Array, as_array, part_of
from grader.checks.judged import Judged
from grader.checks.problems import AnyGradients, GradientShape, Problem, WrongSlope
from grader.checks.subject import Subject
from grader.prepared.records import CaseRecord, GradientsRecord, WitnessRecord
from grader.sandbox.channel import Answered

RTOL = 1e-7  # of the directional derivative; its error bound comes on top


def run(check: GradientsRecord, subject: Subject) -> Judged:
    """Return what a gradient check found."""
    places = check.places.all
    for place, (case, outcome) in zip(places, list(subject.outcomes(places)), strict=False):
        if not isinstance(outcome, Answered):
            return judged(check, failed_call(subject, case, outcome, AnyGradients()))
        problem = _problem(check, subject, case, part_of(outcome.value, check.part), check.witnesses[str(place)])
        if problem is not None:
            return judged(check, problem)
    return judged(check, None)


def _problem(
    check: GradientsRecord, subject: Subject, case: CaseRecord, gradient: Any, witnesses: Sequence[WitnessRecord]
) -> Problem | None:
    for witness in witnesses:
        direction = subject.prepared.value(witness.direction)
        found = block(gradient, check.by, check.by.index(witness.by))
        array = as_array(found)
        if array is None or array.shape != direction.shape:
            return GradientShape(subject.shown(case), witness.by, direction.shape, found)
        if not agrees(array, direction, witness.value, witness.bound, case.scale):
            claimed, _ = claimed_slope(array, direction)
            return WrongSlope(subject.shown(case), witness.by, witness.value, claimed)
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
    """Return the block of a gradient that belongs to the argument `by[index]`; NoPart where there is none."""
    if isinstance(gradient, Mapping):
        return part_of(gradient, by[index])
    if len(by) == 1:
        return gradient  # perhaps as nested lists
    return part_of(gradient, index)
