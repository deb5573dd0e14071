"""What a case shows to be wrong: shared by all kinds of checks."""

from grader.judge.checks.compare import compare, part_of, structure
from grader.judge.judged import Judged
from grader.judge.problems import Problem, Unanswered, WritesIntoArgument, WrongAnswer
from grader.judge.subject import Subject
from grader.prepared.records import CaseRecord, CheckRecord, Part
from grader.sandbox.channel import Answered, Lost, Outcome, Raised
from grader.verdicts import Verdict


def judged(check: CheckRecord, problem: Problem | None) -> Judged:
    """Return what a check found: full points where there is no problem."""
    verdict = Verdict.PASS if problem is None else problem.verdict
    return Judged(check.name, check.kind, verdict, 0.0 if problem else check.points, check.points, problem)


def value_problem(subject: Subject, case: CaseRecord, outcome: Outcome, part: Part) -> Problem | None:
    """Return what is wrong with the answer to a case, or None."""
    assert case.expected is not None  # noqa: S101 - prepare gives every value case an answer
    whole = subject.prepared.expected[case.expected]
    expected = part_of(whole, part)
    if not isinstance(outcome, Answered):
        return failed_call(subject, case, outcome, expected)
    mismatch = None if part is None else structure(whole, outcome.value)
    mismatch = mismatch or compare(expected, part_of(outcome.value, part), case.tolerance)
    if mismatch is None:
        return None
    nothing = outcome.value is None and not subject.prepared.none_is_an_answer
    return WrongAnswer(subject.shown(case), mismatch, returned_nothing=nothing)


def failed_call(subject: Subject, case: CaseRecord, outcome: Raised | Lost, expected: object) -> Problem:
    """Return the problem of a call without an answer."""
    shown = subject.shown(case)
    if isinstance(outcome, Lost):
        return Unanswered(shown, outcome, expected)
    fault = subject.fault(outcome)
    if case.writeable is not None and answers_where_writeable(subject, case):
        return WritesIntoArgument(shown, fault, expected)
    return Unanswered(shown, fault, expected)


def answers_where_writeable(subject: Subject, case: CaseRecord) -> bool:
    """Return whether a call that failed works with arguments that can be written to."""
    assert case.writeable is not None  # noqa: S101 - the caller has looked
    args, kwargs = subject.prepared.value(case.writeable)
    return isinstance(subject.call(args, kwargs), Answered)
