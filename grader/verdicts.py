"""Verdicts, reports, and how checks add up: data and pure functions that every side shares."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from grader import points


class Verdict(StrEnum):
    """What became of a check or an exercise; in the order of `WORST_LAST` where one must speak for many."""

    PASS = "PASS"  # noqa: S105 - not a password
    FAIL = "FAIL"
    ERROR = "ERROR"
    MEMORY = "MEMORY"
    TIMEOUT = "TIMEOUT"
    MISSING = "MISSING"
    SKIPPED = "SKIPPED"
    INTERNAL = "INTERNAL"


WORST_LAST = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR, Verdict.MEMORY, Verdict.TIMEOUT, Verdict.INTERNAL)


class Kind(StrEnum):
    """What a check looks at."""

    VALUE = "value"
    ERRORS = "errors"
    PURITY = "purity"
    PROPERTY = "property"
    GRADIENT = "gradient"
    TIMING = "timing"


@dataclass(frozen=True)
class CheckReport:
    """How one check went: for a failing one what was wrong, the smallest failing case, and the misconception."""

    name: str
    kind: Kind
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""
    counterexample: str = ""
    misconception: str = ""


@dataclass(frozen=True)
class Report:
    """One submission × one exercise. `score` is None where the verdict is INTERNAL; `seconds` are wall, without timing.

    `exercise` is `unit/slug`; `source` where the code came from; `sha256` of all the sources that the worker got;
    `corpus` the key of the prepared exercise; `instead` what was handed in where this wasn't, the same for every
    exercise of a student. Points are the exercise's own until a view scales them.
    """

    exercise: str
    verdict: Verdict
    score: float | None
    max_score: float
    message: str = ""
    source: str = ""
    sha256: str = ""
    corpus: str = ""
    seconds: float = 0.0
    checks: tuple[CheckReport, ...] = ()
    instead: str = ""

    @property
    def said(self) -> str:
        """The message as a person reads it: with what was handed in instead."""
        return "; ".join(filter(None, (self.message, self.instead)))


def worst(checks: Sequence[CheckReport]) -> Verdict:
    """Return the verdict that speaks for all: the worst, timing and SKIPPED aside; PASS where there is none."""
    counted = [c.verdict for c in checks if c.kind is not Kind.TIMING and c.verdict is not Verdict.SKIPPED]
    internal = [Verdict.INTERNAL for c in checks if c.verdict is Verdict.INTERNAL]
    return max(counted + internal, key=WORST_LAST.index, default=Verdict.PASS)


def award(checks: Sequence[CheckReport], matches: frozenset[str]) -> tuple[CheckReport, ...]:
    """Return the checks with points only where they are earned.

    A failing purity check takes those of every `Matches` (named by `matches`); the other kinds earn only when some
    `Matches` passed, so that constants, echoes and functions that always raise get 0.
    """
    impure = any(c.kind is Kind.PURITY and c.verdict not in (Verdict.PASS, Verdict.SKIPPED) for c in checks)
    some_match = any(c.name in matches and c.verdict is Verdict.PASS for c in checks)

    def earned(check: CheckReport) -> CheckReport:
        lost = impure if check.name in matches else not some_match
        why = "no points while purity fails" if check.name in matches else "no points until a value check passes"
        return replace(check, points=0.0, message=why) if lost and check.points else check

    return tuple(earned(c) for c in checks)


def total(checks: Sequence[CheckReport]) -> tuple[float, float]:
    """Return (score, max_score); the points of SKIPPED checks leave both."""
    counted = [c for c in checks if c.verdict is not Verdict.SKIPPED]
    return points.added(c.points for c in counted), points.added(c.max_points for c in counted)
