"""What a case shows to be wrong, and the words for it: shared by all kinds of checks."""

from dataclasses import dataclass

from grader.checks.compare import Tolerance, compare, describe, part_of, structure
from grader.checks.run import Run
from grader.checks.show import block_text, call_text, counterexample, mismatch_text
from grader.corpus import CaseRecord, CheckRecord
from grader.sandbox.channel import Answered, Lost, Outcome, Raised
from grader.sandbox.wire import one_line
from grader.verdicts import CheckReport, Kind, Verdict

MAX_ERROR_TEXT, MAX_PLACE = 300, 200  # characters
GIB = 1 << 30


@dataclass(frozen=True)
class Problem:
    """The first thing that is wrong in a check."""

    verdict: Verdict
    message: str
    counterexample: str = ""


def report(check: CheckRecord, kind: Kind, problem: Problem | None) -> CheckReport:
    """Return the report of a check: full points where there is no problem."""
    if problem is None:
        return CheckReport(check.name, kind, Verdict.PASS, check.points, check.points)
    return CheckReport(check.name, kind, problem.verdict, 0.0, check.points, problem.message, problem.counterexample)


def case_text(run: Run, case: CaseRecord, outcome: str) -> str:
    """Return the counterexample of a case: the call as code, then what came out."""
    args, kwargs = run.prepared.value(case.args)
    return counterexample(call_text(run.prepared.manifest.entry, args, kwargs), outcome)


def value_problem(run: Run, case: CaseRecord, outcome: Outcome, part: int | str | None) -> Problem | None:
    """Return what is wrong with the answer to a case, or None."""
    assert case.expected is not None  # noqa: S101 - prepare gives every value case an answer
    expected = part_of(run.prepared.expected[case.expected], part)
    if not isinstance(outcome, Answered):
        return failed_call(run, case, outcome, f"expected {block_text(expected)}")
    whole = None if part is None else structure(run.prepared.expected[case.expected], outcome.value)
    mismatch = whole or compare(expected, part_of(outcome.value, part), Tolerance(case.rtol, case.scale))
    if mismatch is None:
        return None
    wanted_none = run.prepared.expected[case.expected] is None
    advice = "; is a `return` missing?" if outcome.value is None and not wanted_none else ""
    message = f"{case.name}: {mismatch.message}{advice}"
    return Problem(Verdict.FAIL, message, case_text(run, case, mismatch_text(mismatch)))


def failed_call(run: Run, case: CaseRecord, outcome: Raised | Lost, expected: str) -> Problem:
    """Return the problem of a call without an answer."""
    if isinstance(outcome, Lost):
        advice = "; does a loop never end?" if outcome.verdict is Verdict.TIMEOUT else ""
        return Problem(outcome.verdict, f"{case.name}: {outcome.message}{advice}", case_text(run, case, expected))
    if case.writeable is not None and _answers_where_writeable(run, case):
        message = f"{case.name}: your function writes into its argument; arguments must stay unchanged"
        return Problem(Verdict.FAIL, message, case_text(run, case, f"{expected}\nactual   {error_text(run, outcome)}"))
    said = error_text(run, outcome)
    if raised_verdict(outcome) is Verdict.MEMORY:
        said += f"; the limit is {run.limits.memory / GIB:g} GiB"
    return Problem(
        raised_verdict(outcome), f"{case.name}: {said}", case_text(run, case, f"{expected}\nactual   {said}")
    )


def _answers_where_writeable(run: Run, case: CaseRecord) -> bool:
    assert case.writeable is not None  # noqa: S101 - the caller has looked
    args, kwargs = run.prepared.value(case.writeable)
    return isinstance(run.call(args, kwargs), Answered)


def raised_verdict(outcome: Raised) -> Verdict:
    """Return MEMORY for a MemoryError, else ERROR."""
    return Verdict.MEMORY if "MemoryError" in outcome.types else Verdict.ERROR


def error_text(run: Run, outcome: Raised) -> str:
    """Return the student's error in a line: its type, text, and the line of their file."""
    text = outcome.text.strip().splitlines()
    kind = outcome.types[0] if outcome.types else "an error"
    said = f"raised {kind}{': ' + text[0][:MAX_ERROR_TEXT] if text else ''}"
    return said + place_text(run, outcome)


def place_text(run: Run, outcome: Raised) -> str:
    """Return where in the student's source an error arose: ` (line 7: return 1 / x)`."""
    cells = run.source.cells
    for index, cell in enumerate(cells):
        suffix = "" if len(cells) == 1 else f" cell {index + 1}"
        if outcome.place == f"<{run.source.path}{suffix}>":
            lines = cell.splitlines()
            code = lines[outcome.line - 1].strip()[:80] if 0 < outcome.line <= len(lines) else ""
            return f" ({suffix.strip() + ' ' if suffix else ''}line {outcome.line}{': ' + code if code else ''})"
    return f" ({one_line(outcome.place.strip('<>'), MAX_PLACE)} line {outcome.line})" if outcome.line else ""


def got(outcome: Outcome) -> str:
    """Return a few words on an outcome."""
    if isinstance(outcome, Answered):
        return f"got {describe(outcome.value)}"
    return (
        outcome.message if isinstance(outcome, Lost) else f"raised {outcome.types[0] if outcome.types else 'an error'}"
    )
