"""`Raises`: the call raises the named error."""

from grader.checks.problem import Problem, case_text, error_text, got, report
from grader.checks.run import Run
from grader.corpus import CaseRecord, CheckRecord
from grader.sandbox.channel import Answered, Lost, Outcome, Raised
from grader.sandbox.wire import Outline
from grader.verdicts import CheckReport, Kind, Verdict


def run(check: CheckRecord, student: Run) -> CheckReport:
    """Return the report of a check on errors; a subclass of the named error is right."""
    asked = list(student.outcomes([*check.rungs, *check.edges, *check.drawn]))
    problems = (_problem(check, student, case, outcome) for case, outcome in asked)
    return report(check, Kind.ERRORS, next((p for p in problems if p is not None), None))


def _problem(check: CheckRecord, student: Run, case: CaseRecord, outcome: Outcome) -> Problem | None:
    if isinstance(outcome, Raised) and check.error in outcome.types:
        return None
    verdict = outcome.verdict if isinstance(outcome, Lost) else Verdict.FAIL
    actual = error_text(student, outcome) if isinstance(outcome, Raised) else got(outcome)
    if isinstance(outcome, Answered) and isinstance(outcome.value, Outline) and outcome.value.kind == check.error:
        # "expected a ValueError, got a ValueError" would help nobody.
        actual = f"got one as the answer: write `raise {check.error}(…)`, not `return`"
    text = case_text(student, case, f"expected {check.error}\nactual   {actual}")
    return Problem(verdict, f"{case.name}: expected a {check.error}, {actual}", text)
