"""How findings add up: pure functions."""

from collections.abc import Sequence
from dataclasses import replace

from grader.checks.findings import Finding, Note
from grader.verdicts import WORST_LAST, Kind, Verdict


def worst(findings: Sequence[Finding]) -> Verdict:
    """Return the verdict that speaks for all: the worst, timing and SKIPPED aside; PASS where there is none."""
    counted = [f.verdict for f in findings if f.kind is not Kind.TIMING and f.verdict is not Verdict.SKIPPED]
    internal = [Verdict.INTERNAL for f in findings if f.verdict is Verdict.INTERNAL]
    return max(counted + internal, key=WORST_LAST.index, default=Verdict.PASS)


def award(findings: Sequence[Finding], matches: frozenset[str]) -> tuple[Finding, ...]:
    """Return the findings with points only where they are earned.

    A failing purity check takes those of every `Matches` (named by `matches`); the other kinds earn only when some
    `Matches` passed, so that constants, echoes and functions that always raise get 0.
    """
    impure = any(f.kind is Kind.PURITY and f.verdict not in (Verdict.PASS, Verdict.SKIPPED) for f in findings)
    some_match = any(f.name in matches and f.verdict is Verdict.PASS for f in findings)

    def earned(found: Finding) -> Finding:
        lost = impure if found.name in matches else not some_match
        note = Note.IMPURE if found.name in matches else Note.NO_VALUE_PASSED
        return replace(found, points=0.0, note=note) if lost and found.points else found

    return tuple(earned(found) for found in findings)


def total(findings: Sequence[Finding]) -> tuple[float, float]:
    """Return (score, max_score); the points of SKIPPED checks leave both."""
    counted = [f for f in findings if f.verdict is not Verdict.SKIPPED]
    return sum(f.points for f in counted), sum(f.max_points for f in counted)
