"""`Gradients`: the answer agrees with numeric derivatives of the forward function, which the corpus holds.

Independent of our own backward pass: ⟨student's gradient, direction⟩ is compared with a witness and its error bound.
"""

from collections.abc import Sequence
from typing import Any

from grader.judge.checks.cases import failed_call, judged
from grader.judge.checks.compare import as_array, part_of
from grader.judge.checks.slopes import agrees, block, claimed_slope
from grader.judge.judged import Judged
from grader.judge.problems import AnyGradients, GradientShape, Problem, WrongSlope
from grader.judge.subject import Subject
from grader.prepared.records import CaseRecord, GradientsRecord, WitnessRecord
from grader.sandbox.channel import Answered


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
