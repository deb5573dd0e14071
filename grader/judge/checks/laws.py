"""`Holds`: a law that a right answer obeys, with inputs from the corpus and calls to the student's function."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.judge.checks.cases import judged
from grader.judge.checks.compare import compare
from grader.judge.checks.sides import floats, usable
from grader.judge.judged import Judged
from grader.judge.problems import (
    BrokenLaw,
    LawShown,
    Problem,
    Returned,
    UnansweredLaw,
    UncombinableLaw,
    UnlikelyLaw,
)
from grader.judge.subject import MAX_ERROR_TEXT, Subject
from grader.laws import LEVEL, Chance
from grader.prepared.records import CaseRecord, HoldsRecord
from grader.sandbox.channel import Answered, Outcome
from grader.sandbox.wire import Outline

MOST_CALLS = 3  # that are shown of one law

Call = tuple[Sequence[Any], Mapping[str, Any]]


class _NoAnswer(Exception):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def run(check: HoldsRecord, subject: Subject) -> Judged:
    """Return what was found of a law."""
    cases = (subject.prepared.manifest.cases[place] for place in check.places.all)
    problems = (_problem(check, subject, case) for case in cases)
    return judged(check, next((problem for problem in problems if problem is not None), None))


def _problem(check: HoldsRecord, subject: Subject, case: CaseRecord) -> Problem | None:
    args, kwargs = subject.prepared.value(case.args, layout=True)  # a student gets what the author wrote
    calls: list[Call] = []

    def call(*call_args: Any, **call_kwargs: Any) -> Any:
        if len(calls) <= MOST_CALLS:
            calls.append((call_args, call_kwargs))
        outcome = subject.call(call_args, call_kwargs)
        if not isinstance(outcome, Answered) or holds_outline(outcome.value):
            raise _NoAnswer(outcome)
        return usable(outcome.value)

    def shown(*, with_calls: bool = True) -> LawShown:
        return LawShown(check.name, args, kwargs, tuple(calls) if with_calls and len(calls) <= MOST_CALLS else ())

    try:
        with np.errstate(all="ignore"):  # inf − inf is a wrong answer's, and not for the instructor's terminal
            found = subject.prepared.laws[check.name](call, *args, **kwargs)
        if isinstance(found, Chance):
            return UnlikelyLaw(shown(with_calls=False), found.said) if found.p < LEVEL else None
        left, right = found
        mismatch = compare(floats(left), floats(right), check.tolerance(case))
    except _NoAnswer as stop:
        stopped = stop.outcome
        instead = Returned(stopped.value) if isinstance(stopped, Answered) else subject.without_answer(stopped)
        return UnansweredLaw(shown(), instead)
    except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
        # prepare has run the law on right answers, so that what fails here is the student's answer: also memory, where
        # two of their arrays of odd shapes broadcast to one of terabytes.
        return UncombinableLaw(shown(with_calls=False), str(error)[:MAX_ERROR_TEXT])
    return BrokenLaw(shown(), mismatch) if mismatch else None


def holds_outline(value: Any) -> bool:
    """Return whether an answer is, or holds, something that has no numbers to calculate with."""
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, Outline) or (isinstance(value, list | tuple) and any(map(holds_outline, value)))
