"""Credit for what is right given an earlier mistake: gradients that belong to a wrong loss."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.judge.checks.compare import compare, part_of
from grader.judge.checks.slopes import CASES, Pair, block, is_slope, loss_of, pair_of
from grader.judge.judged import Judged, Note
from grader.judge.subject import ExerciseEnded, Subject
from grader.prepared.records import CaseRecord, GradientsRecord, MatchesRecord, WitnessRecord
from grader.sandbox import wire
from grader.sandbox.channel import Answered
from grader.verdicts import Verdict


def follow(student: Subject, checks: Sequence[Judged], misconception: str) -> tuple[Judged, ...]:
    """Return the checks with follow-through.

    Where loss and gradients are those of one known misconception, and its gradients are the slopes of its own loss, as
    was measured when it was prepared, the gradients' points count. Where no misconception is known, and the gradients
    agree with slopes that are measured on the worker, a note says so and nothing counts: it may make them up.
    """
    manifest = student.prepared.manifest
    pair = pair_of(manifest.checks)
    if pair is None or not _wrong(checks, pair.loss.name):
        return tuple(checks)
    counts = misconception in manifest.own_slopes
    if not counts and not _agrees_in_time(student, pair):
        return tuple(checks)
    both = (c for c in manifest.checks if isinstance(c, MatchesRecord | GradientsRecord) and c.part == pair.slopes.part)
    gradients = {check.name for check in both if check.points}

    def followed(check: Judged) -> Judged:
        if check.name not in gradients or check.verdict is not Verdict.FAIL:
            return check
        if not counts:
            return replace(check, note=Note.LOOK_AT_THE_LOSS)
        return replace(check, note=Note.POINTS_COUNT, points=check.max_points)

    return tuple(followed(check) for check in checks)


def _wrong(checks: Sequence[Judged], name: str) -> bool:
    return any(check.name == name and check.verdict is Verdict.FAIL for check in checks)


def _agrees_in_time(student: Subject, pair: Pair) -> bool:
    """Return whether they agree; where the exercise's time ends meanwhile, nobody knows, and nothing is credited."""
    try:
        return agrees(student, pair)
    except ExerciseEnded:
        return False


def agrees(student: Subject, pair: Pair) -> bool:
    """Return whether the student's wrong gradients are the slopes of their own loss, measured by differences."""
    places = pair.slopes.places.all
    agreed = 0
    for place in places:
        if agreed == CASES:
            break
        case = student.prepared.manifest.cases[place]
        outcome = student.known.get(case.args)
        if not isinstance(outcome, Answered):
            continue
        gradient = part_of(outcome.value, pair.slopes.part)
        if _is_right(student, pair, case, gradient):
            continue  # says nothing on the wrong ones
        for witness in pair.slopes.witnesses[str(place)]:
            if not _slope_agrees(student, pair, case.args, gradient, witness):
                return False
        agreed += 1
    return agreed > 0


def _is_right(student: Subject, pair: Pair, case: CaseRecord, gradient: Any) -> bool:
    assert case.expected is not None  # noqa: S101 - a gradient check's cases are answered
    expected = part_of(student.prepared.expected[case.expected], pair.slopes.part)
    return compare(expected, gradient, case.tolerance) is None


def _slope_agrees(student: Subject, pair: Pair, place: int, gradient: Any, witness: WitnessRecord) -> bool:
    direction = student.prepared.value(witness.direction)
    claimed = block(gradient, pair.slopes.by, pair.slopes.by.index(witness.by))

    def loss(args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
        outcome = student.call(args, kwargs)
        return loss_of(outcome.value, pair) if isinstance(outcome, Answered) else float("nan")

    at = wire.decode(student.prepared.blobs[place])
    return is_slope(loss, at, student.prepared.manifest.parameters, witness.by, claimed, direction)
