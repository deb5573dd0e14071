"""Gradient checks in the making: numeric derivatives of the forward function, proved on the reference."""

from collections.abc import Callable, Iterator
from functools import partial
from zlib import crc32

import numpy as np

from grader.authoring.making import CaseRefused, Making, blob, cases_by_role, title_of, value_case
from grader.authoring.witness import Slope, slope
from grader.exercise import Gradients
from grader.filling import fill
from grader.judge.checks.compare import Array, part_of
from grader.judge.checks.slopes import RTOL
from grader.judge.checks.slopes import block as gradient_part
from grader.prepared.records import CaseRecord, GradientsRecord, WitnessRecord
from grader.sandbox import wire

DIRECTIONS = 2  # of each block of a gradient
MOST_DIRECTIONS = 12  # tries to find these without a kink
APART = 1 << 32  # of seeds: above every checksum


def gradient_record(making: Making, check: Gradients) -> GradientsRecord:
    """Return the record of a gradient check: each case with numeric derivatives along a few directions.

    Raises CaseRefused where the reference contradicts one, or where no case has any for an argument.
    """
    places = cases_by_role(making, check, partial(value_case, making))
    witnesses = {str(place): list(case_witnesses(making, check, making.records[place])) for place in places.all}
    seen = {witness.by for found in witnesses.values() for witness in found}
    blind = [name for name in check.by if name not in seen]
    if blind:
        raise CaseRefused(
            f"{making.solution.entry.exercise}: the check {check.name!r} has no case with a slope by {blind[0]}",
            hint="a kink, or a value that isn't finite, has none: move a case away from it",
        )
    return GradientsRecord(check.name, check.points, places, list(check.by), witnesses, check.part)


def case_witnesses(making: Making, check: Gradients, case: CaseRecord) -> Iterator[WitnessRecord]:
    """Yield directional derivatives of `forward`, proved on the reference's gradient."""
    assert case.expected is not None  # noqa: S101 - value_case has answered it
    gradient = part_of(wire.decode(blob(making, case.expected)), check.part)
    args, kwargs = wire.decode(blob(making, case.args), make=True)
    bound = dict(zip(making.solution.parameters, args, strict=False)) | kwargs
    seed = crc32(blob(making, case.args))
    for index, name in enumerate(check.by):

        def forward(value: Array, name: str = name) -> float:
            return float(check.forward(**{**bound, name: value}))

        for direction, witness in measured(forward, np.asarray(bound[name], np.float64), seed + index):
            block = gradient_part(gradient, check.by, index)
            claimed = float(np.vdot(np.asarray(block, np.float64), direction))
            if abs(claimed - witness.value) > witness.bound + RTOL * max(abs(claimed), case.scale):
                raise CaseRefused(
                    f"{making.solution.entry.exercise}: case {title_of(case)!r}: the reference's gradient by {name} is "
                    f"{claimed} along a direction, its forward's numeric derivative {witness.value}"
                )
            yield WitnessRecord(name, making.blobs.value(direction), witness.value, witness.bound)


def measured(forward: Callable[[Array], float], start: Array, seed: int) -> Iterator[tuple[Array, Slope]]:
    """Yield a few directions, and the slopes of `forward` at `start` along them; none where there are only kinks."""
    size = float(np.abs(start).max(initial=0.0)) or 1.0
    # A quotient of hundredths has its pole within ordinary steps. In steps as small as 1e-8 rounding hides a slope.
    reaches = (size, 1.0) if size < 1 else (1.0,)
    found = 0
    for turn in range(MOST_DIRECTIONS):
        direction = signs_and_sizes(seed + turn * APART, start.shape)

        def along(step: float, direction: Array = direction) -> float:
            return forward(start + step * direction)

        slopes = (slope(along, reach) for reach in reaches)
        best = next((witness for witness in slopes if witness is not None), None)
        if best is not None:
            yield direction, best
            found += 1
        if found == DIRECTIONS:
            return


def signs_and_sizes(seed: int, shape: tuple[int, ...]) -> Array:
    """Return a direction: entries of either sign and of sizes from ½ to 1.

    No entry weighs so little that a mistake in it goes unseen, and no two weigh the same, so that swapped ones show.
    """
    filled = fill(seed, shape)
    direction: Array = np.copysign((1 + np.abs(filled)) / 2, filled)
    return direction
