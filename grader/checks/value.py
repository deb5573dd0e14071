"""`Examples` and `Matches`: the answer equals the reference's."""

from collections.abc import Sequence

from grader.checks.problem import Problem, report, value_problem
from grader.checks.run import Run
from grader.corpus import CheckRecord
from grader.verdicts import CheckReport, Kind


def run(check: CheckRecord, student: Run) -> CheckReport:
    """Return the report; ladder and edge cases all run, since diagnosis needs them; drawn ones only if these pass."""
    problem = _first_problem(student, check, [*check.rungs, *check.edges])
    if problem is None:
        problem = _first_problem(student, check, check.drawn)
    return report(check, Kind.VALUE, problem)


def _first_problem(student: Run, check: CheckRecord, places: Sequence[int]) -> Problem | None:
    # All are asked for, but told of is the first alone: words for each of a hundred cost more than the answers.
    asked = list(student.outcomes(places))
    found = (value_problem(student, case, outcome, check.part) for case, outcome in asked)
    return next((problem for problem in found if problem is not None), None)
