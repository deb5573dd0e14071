"""Purity, which the judge adds to every exercise: arguments unchanged, no state between calls, answers left alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.judge.checks.compare import compare
from grader.judge.judged import Judged
from grader.judge.problems import Change, ChangedArgument, NothingToCompare, Problem, StoppedAnswering, Unsteady
from grader.judge.subject import Subject
from grader.prepared.records import CaseRecord
from grader.sandbox import wire
from grader.sandbox.channel import Answered, Lost, Outcome, Request
from grader.sandbox.wire import Outline
from grader.verdicts import Kind, Verdict

NAME = "purity"

Kept = Sequence[tuple[int, CaseRecord, Any]]  # slot, case, first answer


def run(subject: Subject) -> Judged:
    """Return what the purity check found; SKIPPED where no call gave an answer to compare."""
    cases = [subject.prepared.manifest.cases[place] for place in subject.prepared.manifest.purity]
    outcomes = list(subject.ask(subject.request(case, slot) for slot, case in enumerate(cases, 1)))
    lost = next((o for o in outcomes if isinstance(o, Lost)), None)
    if lost is not None:
        return judged(StoppedAnswering(lost))
    pairs = list(zip(enumerate(cases, 1), outcomes, strict=True))
    for (_, case), outcome in pairs:
        if _is_plain(subject.known.get(case.args)) and not _is_plain(outcome):
            # Not left out below: what works once only would never be compared with itself.
            return judged(Unsteady(subject.shown(case), Change.NOT_AGAIN, None, _later(subject, outcome)))
    kept = [
        (slot, case, outcome.value)
        for (slot, case), outcome in pairs
        if isinstance(outcome, Answered) and _is_plain(outcome)
    ]
    if not kept:
        return judged(NothingToCompare())
    steps: Sequence[Callable[[Subject, Kept], Problem | None]] = (_held, _again, _other_order, _kept, _earlier)
    return judged(next((problem for step in steps if (problem := step(subject, kept))), None))


def judged(problem: Problem | None) -> Judged:
    """Return what the check found; it has no points of its own."""
    return Judged(NAME, Kind.PURITY, problem.verdict if problem else Verdict.PASS, 0.0, 0.0, problem)


def _is_plain(outcome: Outcome | None) -> bool:
    return isinstance(outcome, Answered) and not isinstance(outcome.value, Outline)


def _later(subject: Subject, outcome: Outcome) -> Any:
    """Return what came instead of a second answer: a value that is none, or an error."""
    return outcome.value if isinstance(outcome, Answered) else subject.without_answer(outcome)


def _held(subject: Subject, kept: Kept) -> Problem | None:
    """Arguments are what they were before the call."""
    requests = (Request(wire.HELD, slot=slot, cap=subject.cap) for slot, _, _ in kept)
    for (_, case, _), outcome in zip(kept, subject.ask(requests), strict=False):
        if not isinstance(outcome, Answered):
            return StoppedAnswering(subject.without_answer(outcome))
        args, kwargs = subject.prepared.value(case.args)
        changed = changed_argument(subject.prepared.manifest.parameters, args, kwargs, outcome.value)
        if changed:
            return ChangedArgument(subject.shown(case), changed)
    return None


def _again(subject: Subject, kept: Kept) -> Problem | None:
    requests = (Request(wire.AGAIN, slot=slot, cap=subject.cap) for slot, _, _ in kept)
    return _same(subject, kept, requests, Change.TWICE)


def _other_order(subject: Subject, kept: Kept) -> Problem | None:
    backwards = list(reversed(kept))
    return _same(subject, backwards, (subject.request(case) for _, case, _ in backwards), Change.BY_EARLIER_CALLS)


def _kept(subject: Subject, kept: Kept) -> Problem | None:
    requests = (Request(wire.KEPT, slot=slot, cap=subject.cap) for slot, _, _ in kept)
    return _same(subject, kept, requests, Change.BY_LATER_CALLS)


def _earlier(subject: Subject, kept: Kept) -> Problem | None:
    """The answers are those of the value checks, which were called in another order."""
    for _, case, first in kept:
        outcome = subject.known.get(case.args)
        if isinstance(outcome, Answered) and _differs(case, outcome.value, first):
            return Unsteady(subject.shown(case), Change.BY_EARLIER_CALLS, outcome.value, first)
    return None


def _same(subject: Subject, kept: Kept, requests: Iterable[Request], change: Change) -> Problem | None:
    for (_, case, first), outcome in zip(kept, subject.ask(requests), strict=False):
        if not isinstance(outcome, Answered):
            return StoppedAnswering(subject.without_answer(outcome))
        if _differs(case, first, outcome.value):
            return Unsteady(subject.shown(case), change, first, outcome.value)
    return None


def _differs(case: CaseRecord, first: Any, second: Any) -> bool:
    if isinstance(first, Outline) or compare(first, second, case.tolerance) is None:
        return False
    # Complex numbers, or an object within a tuple, aren't equal even to themselves: that is no state.
    return compare(first, first, case.tolerance) is None


def changed_argument(names: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any], held: Any) -> str | int:
    """Return the name of the first argument that isn't what was sent, or its number from 1; "" where all are."""
    if not isinstance(held, list) or len(held) != 2 or not isinstance(held[0], list) or len(held[0]) != len(args):
        return names[0] if names else 1
    for index, (sent, now) in enumerate(zip(args, held[0], strict=True)):
        if not identical(sent, now):
            return names[index] if index < len(names) else index + 1
    later = held[1] if isinstance(held[1], dict) else {}
    return next((name for name, sent in kwargs.items() if not identical(sent, later.get(name))), "")


def identical(sent: Any, now: Any) -> bool:
    """Return whether an argument is bit for bit what was sent; generators and functions aren't looked at."""
    if isinstance(sent, wire.Rng | wire.Function):
        return True
    if isinstance(sent, np.ndarray | np.generic):
        return (
            isinstance(now, np.ndarray | np.generic)
            and (sent.dtype, sent.shape) == (now.dtype, now.shape)
            and sent.tobytes() == now.tobytes()
        )
    if isinstance(sent, list | tuple):
        return isinstance(now, list | tuple) and len(sent) == len(now) and all(map(identical, sent, now))
    if isinstance(sent, Mapping):
        return isinstance(now, dict) and list(sent) == list(now) and all(identical(v, now[k]) for k, v in sent.items())
    return type(sent) is type(now) and repr(sent) == repr(now)
