"""Purity, which the judge adds to every exercise: arguments unchanged, no state between calls, answers left alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.compare import Tolerance, compare
from grader.checks.problem import Problem, case_text, error_text, got
from grader.checks.run import Run
from grader.checks.show import block_text
from grader.corpus import CaseRecord
from grader.sandbox import wire
from grader.sandbox.channel import Answered, Lost, Outcome, Raised, Request
from grader.sandbox.wire import Outline
from grader.verdicts import CheckReport, Kind, Verdict

NAME = "purity"

Kept = Sequence[tuple[int, CaseRecord, Any]]  # slot, case, first answer


def run(student: Run) -> CheckReport:
    """Return the report of the purity check; SKIPPED where no call gave an answer to compare."""
    cases = [student.prepared.manifest.cases[place] for place in student.prepared.manifest.purity]
    outcomes = list(student.ask(student.request(case, slot) for slot, case in enumerate(cases, 1)))
    lost = next((o for o in outcomes if isinstance(o, Lost)), None)
    if lost is not None:
        return _report(Problem(lost.verdict, lost.message))
    pairs = list(zip(enumerate(cases, 1), outcomes, strict=True))
    for (_, case), outcome in pairs:
        if _is_plain(student.known.get(case.args)) and not _is_plain(outcome):
            # Not left out below: what works once only would never be compared with itself.
            message = "called again with the same arguments your function gives no answer; the first time it did"
            said = error_text(student, outcome) if isinstance(outcome, Raised) else got(outcome)
            return _report(Problem(Verdict.FAIL, message, case_text(student, case, f"later  {said}")))
    kept = [
        (slot, case, outcome.value)
        for (slot, case), outcome in pairs
        if isinstance(outcome, Answered) and _is_plain(outcome)
    ]
    if not kept:
        return CheckReport(NAME, Kind.PURITY, Verdict.SKIPPED, 0.0, 0.0, "no call gave an answer to compare")
    steps: Sequence[Callable[[Run, Kept], Problem | None]] = (_held, _again, _other_order, _kept, _earlier)
    return _report(next((problem for step in steps if (problem := step(student, kept))), None))


def _is_plain(outcome: Outcome | None) -> bool:
    return isinstance(outcome, Answered) and not isinstance(outcome.value, Outline)


def _report(problem: Problem | None) -> CheckReport:
    if problem is None:
        return CheckReport(NAME, Kind.PURITY, Verdict.PASS, 0.0, 0.0)
    return CheckReport(NAME, Kind.PURITY, problem.verdict, 0.0, 0.0, problem.message, problem.counterexample)


def _held(student: Run, kept: Kept) -> Problem | None:
    """Arguments are what they were before the call."""
    requests = (Request(wire.HELD, slot=slot, cap=student.cap(case)) for slot, case, _ in kept)
    for (_, case, _), outcome in zip(kept, student.ask(requests), strict=False):
        if not isinstance(outcome, Answered):
            return _unanswered(outcome)
        args, kwargs = student.prepared.value(case.args)
        name = changed_argument(student.prepared.manifest.parameters, args, kwargs, outcome.value)
        if name:
            message = f"your function changes its argument `{name}`; work on a copy instead"
            return Problem(Verdict.FAIL, message, case_text(student, case, f"after the call `{name}` is different"))
    return None


def _again(student: Run, kept: Kept) -> Problem | None:
    requests = (Request(wire.AGAIN, slot=slot, cap=student.cap(case)) for slot, case, _ in kept)
    return _same(student, kept, requests, "called twice with the same arguments your function gives two answers")


def _other_order(student: Run, kept: Kept) -> Problem | None:
    backwards = list(reversed(kept))
    requests = (student.request(case) for _, case, _ in backwards)
    return _same(student, backwards, requests, "the answer depends on earlier calls")


def _kept(student: Run, kept: Kept) -> Problem | None:
    requests = (Request(wire.KEPT, slot=slot, cap=student.cap(case)) for slot, case, _ in kept)
    return _same(student, kept, requests, "a later call changes the answer of an earlier one; return a fresh array")


def _earlier(student: Run, kept: Kept) -> Problem | None:
    """The answers are those of the value checks, which were called in another order."""
    for _, case, first in kept:
        outcome = student.known.get(case.args)
        if isinstance(outcome, Answered) and _differs(case, outcome.value, first):
            return _state_problem(student, case, "the answer depends on earlier calls", outcome.value, first)
    return None


def _same(student: Run, kept: Kept, requests: Any, message: str) -> Problem | None:
    for (_, case, first), outcome in zip(kept, student.ask(requests), strict=False):
        if not isinstance(outcome, Answered):
            return _unanswered(outcome, message)
        if _differs(case, first, outcome.value):
            return _state_problem(student, case, message, first, outcome.value)
    return None


def _differs(case: CaseRecord, first: Any, second: Any) -> bool:
    tolerance = Tolerance(case.rtol, case.scale)
    if isinstance(first, Outline) or compare(first, second, tolerance) is None:
        return False
    # Complex numbers, or an object within a tuple, aren't equal even to themselves: that is no state.
    return compare(first, first, tolerance) is None


def _state_problem(student: Run, case: CaseRecord, message: str, first: Any, second: Any) -> Problem:
    outcome = f"first  {block_text(first)}\nlater  {block_text(second)}"
    return Problem(Verdict.FAIL, message, case_text(student, case, outcome))


def _unanswered(outcome: Outcome, message: str = "a second call fails where the first one worked") -> Problem:
    verdict = outcome.verdict if isinstance(outcome, Lost) else Verdict.FAIL
    return Problem(verdict, outcome.message if isinstance(outcome, Lost) else message)


def changed_argument(names: Sequence[str], args: Sequence[Any], kwargs: Mapping[str, Any], held: Any) -> str:
    """Return the name of the first argument that isn't what was sent; empty where all are."""
    if not isinstance(held, list) or len(held) != 2 or not isinstance(held[0], list) or len(held[0]) != len(args):
        return names[0] if names else "?"
    for index, (sent, now) in enumerate(zip(args, held[0], strict=True)):
        if not identical(sent, now):
            return names[index] if index < len(names) else f"argument {index + 1}"
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
        return isinstance(now, list) and len(sent) == len(now) and all(map(identical, sent, now))
    if isinstance(sent, Mapping):
        return isinstance(now, dict) and list(sent) == list(now) and all(identical(v, now[k]) for k, v in sent.items())
    return type(sent) is type(now) and repr(sent) == repr(now)
