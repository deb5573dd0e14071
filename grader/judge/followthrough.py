"""Credit for what is right given an earlier mistake: gradients that belong to a wrong loss."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.judge.checks.compare import as_array, compare, part_of
from grader.judge.checks.slopes import block
from grader.judge.judged import Judged, Note
from grader.judge.subject import ExerciseEnded, Subject
from grader.prepared.records import (
    CaseRecord,
    GradientsRecord,
    Manifest,
    MatchesRecord,
    WitnessRecord,
)
from grader.sandbox import wire
from grader.sandbox.channel import Answered
from grader.verdicts import Verdict

STEP = 2.0**-8
RTOL = 1e-4  # of a derivative by differences at two steps, for losses that aren't known to be smooth
CASES = 3  # on which gradients and loss must agree


@dataclass(frozen=True)
class Pair:
    """A loss and its gradients, returned together: the check on the loss, the check of the slopes."""

    loss: MatchesRecord
    slopes: GradientsRecord


def pair_of(manifest: Manifest) -> Pair | None:
    """Return the checks of a loss that is returned together with its gradients; None where there is none."""
    for slopes in manifest.checks:
        if isinstance(slopes, GradientsRecord) and slopes.part is not None:
            for loss in manifest.matches:
                if loss.part is not None and loss.part != slopes.part:
                    return Pair(loss, slopes)
    return None


def follow(student: Subject, checks: Sequence[Judged], misconception: str) -> tuple[Judged, ...]:
    """Return the checks with follow-through.

    Where the loss is wrong and the gradients are the slopes of that loss, a note says so; where both are those of one
    known misconception, the gradients' points count.
    """
    manifest = student.prepared.manifest
    pair = pair_of(manifest)
    if pair is None or not _wrong(checks, pair.loss.name) or not _agrees_in_time(student, pair):
        return tuple(checks)
    both = (c for c in manifest.checks if isinstance(c, MatchesRecord | GradientsRecord) and c.part == pair.slopes.part)
    gradients = {check.name for check in both if check.points}

    def followed(check: Judged) -> Judged:
        if check.name not in gradients or check.verdict is not Verdict.FAIL:
            return check
        if not misconception:
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
    claimed = as_array(block(gradient, pair.slopes.by, pair.slopes.by.index(witness.by)))
    if claimed is None or claimed.shape != direction.shape:
        return False
    args, kwargs = wire.decode(student.prepared.blobs[place])
    names = student.prepared.manifest.parameters

    def loss(step: float) -> float:
        moved = {**dict(zip(names, args, strict=False)), **kwargs}
        moved[witness.by] = np.asarray(moved[witness.by], np.float64) + step * direction
        outcome = student.call(tuple(moved.pop(name) for name in names[: len(args)]), moved)
        value = as_array(part_of(outcome.value, pair.loss.part)) if isinstance(outcome, Answered) else None
        return float(value) if value is not None and value.ndim == 0 else float("nan")

    with np.errstate(all="ignore"):  # a student's entries may be infinite; a warning of ours is a line on the screen
        return _is_slope(claimed.astype(np.float64) * direction, loss)


def _is_slope(along: npt.NDArray[np.float64], loss: Callable[[float], float]) -> bool:
    """Return whether the terms of a gradient along a direction add up to the slope of the loss."""
    coarse, fine = ((loss(h) - loss(-h)) / (2 * h) for h in (STEP, STEP / 2))
    slope = (4 * fine - coarse) / 3
    return bool(abs(float(along.sum()) - slope) <= RTOL * max(abs(slope), float(np.abs(along).sum()), STEP))
