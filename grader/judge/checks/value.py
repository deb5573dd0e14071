"""`Examples` and `Matches`: the answer equals the reference's."""

from collections.abc import Sequence

from grader.judge.checks.cases import judged, value_problem
from grader.judge.judged import Judged
from grader.judge.problems import Problem
from grader.judge.subject import Subject
from grader.prepared.records import ExamplesRecord, MatchesRecord, Part


def run(check: ExamplesRecord | MatchesRecord, subject: Subject) -> Judged:
    """Return what was found; ladder and edge cases all run, for diagnosis needs them; drawn ones only if these pass."""
    part = check.part if isinstance(check, MatchesRecord) else None
    problem = _first_problem(subject, check.places.by_hand, part)
    if problem is None:
        problem = _first_problem(subject, check.places.drawn, part)
    return judged(check, problem)


def _first_problem(subject: Subject, places: Sequence[int], part: Part) -> Problem | None:
    # All are asked for, but told of is the first alone: facts on each of a hundred cost more than the answers.
    asked = list(subject.outcomes(places))
    found = (value_problem(subject, case, outcome, part) for case, outcome in asked)
    return next((problem for problem in found if problem is not None), None)
