"""Which misconceptions give the slopes of their own wrong loss: whose gradients are right, given the mistake.

Decided here, on our own functions: a student's worker could make up a loss for every point at which it is asked.
"""

from collections.abc import Sequence
from typing import Any

from grader.authoring.answer import plain_answer
from grader.authoring.making import Making, blob
from grader.authoring.solutions import Function
from grader.judge.checks.compare import compare, part_of
from grader.judge.checks.slopes import CASES, Pair, block, is_slope, loss_of, pair_of
from grader.prepared.folder import call_bytes
from grader.prepared.records import CheckRecord
from grader.sandbox import wire


def own_slopes(making: Making, checks: Sequence[CheckRecord]) -> list[str]:
    """Return the names of these misconceptions; none where no loss is returned together with its gradients."""
    pair = pair_of(checks)
    if pair is None:
        return []
    return [name for name, function in making.solution.misconceptions.items() if _agrees(making, pair, name, function)]


def _agrees(making: Making, pair: Pair, name: str, function: Function) -> bool:
    """Return whether wrong gradients of a misconception are the slopes of its loss, on a few cases."""
    agreed = 0
    for place in pair.slopes.places.all:
        record = making.records[place]
        if agreed == CASES:
            break
        if name not in record.wrong or record.expected is None:
            continue
        types, answer = wire.decode(blob(making, record.wrong[name]))
        gradient = part_of(answer, pair.slopes.part)
        right = part_of(wire.decode(blob(making, record.expected)), pair.slopes.part)
        if types or compare(right, gradient, record.tolerance) is None:
            continue  # says nothing on the wrong ones
        if not _all_slopes(making, pair, place, gradient, function):
            return False
        agreed += 1
    return agreed > 0


def _all_slopes(making: Making, pair: Pair, place: int, gradient: Any, function: Function) -> bool:
    def loss(args: tuple[Any, ...], kwargs: dict[str, Any]) -> float:
        try:
            return loss_of(plain_answer(function, call_bytes(args, kwargs)), pair)
        except Exception:  # noqa: BLE001 - a misconception may raise anything, and has no loss there
            return float("nan")

    at, names = wire.decode(blob(making, making.records[place].args)), making.solution.parameters
    return all(
        is_slope(
            loss,
            at,
            names,
            witness.by,
            block(gradient, pair.slopes.by, pair.slopes.by.index(witness.by)),
            wire.decode(blob(making, witness.direction)),
        )
        for witness in pair.slopes.witnesses[str(place)]
    )
