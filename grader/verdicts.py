"""Verdicts, kinds of checks, and reports: the words and data that every side shares."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


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


Feedback = Literal["full", "messages", "names"]  # how much of a report a student's own file holds


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
    """How one check went: for a failing one what was wrong, the smallest failing case, and the misconception.

    `misconception` is what a student reads of it, `named` its name among the exercise's.
    """

    name: str
    kind: Kind
    verdict: Verdict
    points: float
    max_points: float
    message: str = ""
    counterexample: str = ""
    misconception: str = ""
    named: str = ""


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
