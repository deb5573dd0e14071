"""`Raises`: the call raises the named error."""

from grader.judge.checks.cases import judged
from grader.judge.judged import Judged
from grader.judge.problems import Fault, NotRaised, Problem, Returned
from grader.judge.subject import Subject
from grader.prepared.records import CaseRecord, RaisesRecord
from grader.sandbox.channel import Answered, Lost, Outcome, Raised
from grader.sandbox.wire import Outline


def run(check: RaisesRecord, subject: Subject) -> Judged:
    """Return what a check on errors found; a subclass of the named error is right."""
    asked = list(subject.outcomes(check.places.all))
    problems = (_problem(check, subject, case, outcome) for case, outcome in asked)
    return judged(check, next((p for p in problems if p is not None), None))


def _problem(check: RaisesRecord, subject: Subject, case: CaseRecord, outcome: Outcome) -> Problem | None:
    if isinstance(outcome, Raised) and check.error in outcome.types:
        return None
    return NotRaised(subject.shown(case), check.error, _instead(check, subject, outcome))


def _instead(check: RaisesRecord, subject: Subject, outcome: Outcome) -> Returned | Lost | Fault:
    if isinstance(outcome, Answered):
        value = outcome.value
        return Returned(value, the_error=isinstance(value, Outline) and value.kind == check.error)
    return subject.without_answer(outcome)
