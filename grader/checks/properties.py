"""`Holds`: a law that a right answer obeys, with inputs from the corpus and calls to the student's function."""

from typing import Any

import numpy as np

from grader.checks.compare import Tolerance, as_array, compare
from grader.checks.problem import MAX_ERROR_TEXT, Problem, error_text, raised_verdict, report
from grader.checks.run import Run
from grader.checks.show import call_text, counterexample, mismatch_text
from grader.corpus import CaseRecord, CheckRecord
from grader.laws import LEVEL, Chance
from grader.sandbox.channel import Answered, Lost, Outcome
from grader.sandbox.wire import Outline
from grader.verdicts import CheckReport, Kind, Verdict

MOST_CALLS = 3  # that are shown of one law


class _NoAnswer(Exception):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def run(check: CheckRecord, student: Run) -> CheckReport:
    """Return the report of a law."""
    for place in [*check.rungs, *check.edges, *check.drawn]:
        problem = _problem(check, student, student.prepared.manifest.cases[place])
        if problem is not None:
            return report(check, Kind.PROPERTY, problem)
    return report(check, Kind.PROPERTY, None)


def _problem(check: CheckRecord, student: Run, case: CaseRecord) -> Problem | None:
    args, kwargs = student.prepared.value(case.args, layout=True)  # a student gets what the author wrote
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def call(*call_args: Any, **call_kwargs: Any) -> Any:
        if len(calls) <= MOST_CALLS:
            calls.append((call_args, call_kwargs))
        outcome = student.call(call_args, call_kwargs)
        if not isinstance(outcome, Answered) or holds_outline(outcome.value):
            raise _NoAnswer(outcome)
        return usable(outcome.value)

    law_text = call_text(check.name, args, kwargs)
    try:
        with np.errstate(all="ignore"):  # inf − inf is a wrong answer's, and not for the instructor's terminal
            found = student.prepared.laws[check.name](call, *args, **kwargs)
        if isinstance(found, Chance):
            return _unlikely(check, found, law_text)
        left, right = found
        mismatch = compare(floats(left), floats(right), Tolerance(check.rtol, case.scale))
    except _NoAnswer as stop:
        return _without_answer(check, student, stop.outcome, _calls_text(student, calls) or law_text)
    except (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError) as error:
        # prepare has run the law on right answers, so that what fails here is the student's answer: also memory, where
        # two of their arrays of odd shapes broadcast to one of terabytes.
        message = f"{check.doc} Your answers can't even be put together for this: {str(error)[:MAX_ERROR_TEXT]}"
        return Problem(Verdict.FAIL, message, law_text)
    if mismatch is None:
        return None
    sides = mismatch_text(mismatch, ("one side", "other side"))
    shown = _calls_text(student, calls) or law_text
    return Problem(Verdict.FAIL, f"{check.doc} Here that isn't so.", counterexample(shown, sides))


def _calls_text(student: Run, calls: list[tuple[tuple[Any, ...], dict[str, Any]]]) -> str:
    """Return the law's calls as code, for a student has no law to paste; "" where they are many or large."""
    texts = [call_text(student.prepared.manifest.entry, args, kwargs) for args, kwargs in calls]
    return "\n".join(texts) if len(texts) <= MOST_CALLS and not any("<" in text for text in texts) else ""


def _unlikely(check: CheckRecord, found: Chance, law_text: str) -> Problem | None:
    if found.p >= LEVEL:
        return None
    message = f"{check.doc} {found.said} A right function is as far off once in {1 / max(found.p, 1e-300):.1g} times."
    return Problem(Verdict.FAIL, message, law_text)


def _without_answer(check: CheckRecord, student: Run, outcome: Outcome, law_text: str) -> Problem:
    if isinstance(outcome, Lost):
        return Problem(outcome.verdict, f"{check.name}: {outcome.message}", law_text)
    if isinstance(outcome, Answered):
        return Problem(Verdict.FAIL, f"{check.name}: your function returned no numbers", law_text)
    return Problem(raised_verdict(outcome), f"{check.name}: {error_text(student, outcome)}", law_text)


def holds_outline(value: Any) -> bool:
    """Return whether an answer is, or holds, something that has no numbers to calculate with."""
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, Outline) or (isinstance(value, list | tuple) and any(map(holds_outline, value)))


def usable(value: Any) -> Any:
    """Return a plain answer with lists of numbers as arrays, so that a law can calculate with it.

    Raises TypeError for complex numbers: a law would drop their imaginary part, with a warning in our process.
    """
    if isinstance(value, np.ndarray | np.generic) and np.iscomplexobj(value):
        raise TypeError("the numbers are complex, expected real ones")
    array = as_array(value)
    if array is not None:
        return array
    if isinstance(value, list | tuple):
        return [usable(item) for item in value]
    return {k: usable(v) for k, v in value.items()} if isinstance(value, dict) else value


def floats(value: Any) -> Any:
    """Return a law's side with every number as float64: a law states equality of numbers, not of types."""
    if isinstance(value, list | tuple):
        return [floats(item) for item in value]
    if isinstance(value, dict):
        return {k: floats(v) for k, v in value.items()}
    return np.asarray(value, np.float64)
