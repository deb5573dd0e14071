"""How checks add up: pure functions of what the judge found."""

from collections.abc import Sequence
from dataclasses import replace

from grader import points
from grader.judge.judged import Judged, Note
from grader.verdicts import WORST_LAST, Kind, Verdict


def worst(checks: Sequence[Judged]) -> Verdict:
    """Return the verdict that speaks for all: the worst, timing and SKIPPED aside; PASS where there is none."""
    counted = [c.verdict for c in checks if c.kind is not Kind.TIMING and c.verdict is not Verdict.SKIPPED]
    internal = [Verdict.INTERNAL for c in checks if c.verdict is Verdict.INTERNAL]
    return max(counted + internal, key=WORST_LAST.index, default=Verdict.PASS)


def award(checks: Sequence[Judged], matches: frozenset[str]) -> tuple[Judged, ...]:
    """Return the checks with points only where they are earned.

    A failing purity check takes those of every `Matches` (named by `matches`); the other kinds earn only when some
    `Matches` passed, so that constants, echoes and functions that always raise get 0.
    """
    impure = any(c.kind is Kind.PURITY and c.verdict not in (Verdict.PASS, Verdict.SKIPPED) for c in checks)
    some_match = any(c.name in matches and c.verdict is Verdict.PASS for c in checks)

    def earned(check: Judged) -> Judged:
        lost = impure if check.name in matches else not some_match
        note = Note.IMPURE if check.name in matches else Note.NO_VALUE_PASSED
        return replace(check, points=0.0, note=note) if lost and check.points else check

    return tuple(earned(check) for check in checks)


def total(checks: Sequence[Judged]) -> tuple[float, float]:
    """Return (score, max_score); the points of SKIPPED checks leave both."""
    counted = [c for c in checks if c.verdict is not Verdict.SKIPPED]
    return points.added(c.points for c in counted), points.added(c.max_points for c in counted)
