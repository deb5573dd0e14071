"""What a case, a law or a clock shows to be wrong, as data. `grader.output.problems` puts it into words.

Nothing here is a sentence, and no sentence is ever looked at to decide something.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from grader.judge.mismatches import Mismatch
from grader.prepared.records import CaseRecord
from grader.sandbox.channel import Lost
from grader.verdicts import Verdict

IPYTHON = re.compile(r"[%!?]|[\w.\[\]'\", ]+=\s*(?:[!%])|[\w.]+\?{1,2}$")


@dataclass(frozen=True)
class Shown:
    """A case as it is shown: its name, or number where it was drawn, and the arguments of the call.

    `shrunk`: neither, but the smallest case that was found later.
    """

    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    name: str = ""
    drawn: int = 0
    shrunk: bool = False


@dataclass(frozen=True)
class CodeLine:
    """A line of what was handed in: the file, the cell of a notebook (0: it has none), its number from 1, its text."""

    file: str
    cell: int
    number: int
    code: str
    own: bool  # of the file that is graded, not of a helper module

    @property
    def is_ipython(self) -> bool:
        """Return whether this is a magic, a shell line or a question: what IPython reads, and Python doesn't."""
        return bool(IPYTHON.match(self.code))


@dataclass(frozen=True)
class Fault:
    """An error that the student's code raised: its type, text, where it arose; `memory` is the limit it has met."""

    kind: str
    text: str = ""
    line: CodeLine | None = None
    memory: int = 0

    @property
    def verdict(self) -> Verdict:
        """Return MEMORY where memory has run out, else ERROR."""
        return Verdict.MEMORY if self.memory else Verdict.ERROR


@dataclass(frozen=True)
class AnyGradients:
    """Stands for the gradients that were expected where there was no answer at all."""


@dataclass(frozen=True)
class WrongAnswer:
    """The answer to a case isn't the expected one; `returned_nothing` where None is never right."""

    shown: Shown
    mismatch: Mismatch
    returned_nothing: bool = False
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class Unanswered:
    """A call gave no answer where one was expected: it raised, or its worker was lost."""

    shown: Shown
    outcome: Fault | Lost
    expected: Any

    @property
    def verdict(self) -> Verdict:
        """Return what the outcome says."""
        return self.outcome.verdict


@dataclass(frozen=True)
class WritesIntoArgument:
    """It raised for arguments that can't be written to, and answers where they can."""

    shown: Shown
    fault: Fault
    expected: Any
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class NotRaised:
    """A call didn't raise `error`: it raised another one, returned a value (perhaps the error itself), or was lost."""

    shown: Shown
    error: str
    outcome: "Fault | Lost | Returned"

    @property
    def verdict(self) -> Verdict:
        """Return what the outcome says; FAIL where there was one."""
        return self.outcome.verdict if isinstance(self.outcome, Lost) else Verdict.FAIL


@dataclass(frozen=True)
class Returned:
    """A value where an error was asked for; `the_error`: it is that error, returned and not raised."""

    value: Any
    the_error: bool = False


@dataclass(frozen=True)
class GradientShape:
    """The gradient by an argument hasn't that argument's shape."""

    shown: Shown
    by: str
    shape: tuple[int, ...]
    actual: Any
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class WrongSlope:
    """The gradient by an argument says another slope along a direction than is measured on the function."""

    shown: Shown
    by: str
    measured: float
    claimed: float
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class LawShown:
    """A law, its arguments, and the calls of the student's function that it made; none where they can't be shown."""

    law: str
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    calls: tuple[tuple[Sequence[Any], Mapping[str, Any]], ...] = ()


@dataclass(frozen=True)
class BrokenLaw:
    """The two sides of a law differ."""

    shown: LawShown
    mismatch: Mismatch
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class UnlikelyLaw:
    """A law on a random function: `said` is what was seen, so odd that a right function hardly ever is."""

    shown: LawShown
    said: str
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class UncombinableLaw:
    """A law couldn't calculate with the answers: `error` is what NumPy said."""

    shown: LawShown
    error: str
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class UnansweredLaw:
    """A call that a law made gave no numbers."""

    shown: LawShown
    outcome: Fault | Lost | Returned

    @property
    def verdict(self) -> Verdict:
        """Return what the outcome says; FAIL where there was one."""
        return Verdict.FAIL if isinstance(self.outcome, Returned) else self.outcome.verdict


@dataclass(frozen=True)
class ChangedArgument:
    """The function writes into an argument: its name, or its number from 1 where it has none."""

    shown: Shown
    argument: str | int
    verdict = Verdict.FAIL


class Change(Enum):
    """How an answer changed that should have stayed the same."""

    NOT_AGAIN = auto()  # the same call later gives none
    TWICE = auto()  # the same arguments at once again
    BY_EARLIER_CALLS = auto()
    BY_LATER_CALLS = auto()  # it was a buffer that is used again


@dataclass(frozen=True)
class Unsteady:
    """An answer that isn't the same later; `later` is a value, or what came instead of one (then `first` is unset)."""

    shown: Shown
    change: Change
    first: Any
    later: Any
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class StoppedAnswering:
    """A second call fails where the first one worked, or its worker was lost."""

    outcome: Fault | Lost

    @property
    def verdict(self) -> Verdict:
        """Return what a lost worker says, else FAIL: it worked before."""
        return self.outcome.verdict if isinstance(self.outcome, Lost) else Verdict.FAIL


@dataclass(frozen=True)
class NothingToCompare:
    """No call gave an answer that purity could look at."""

    verdict = Verdict.SKIPPED


@dataclass(frozen=True)
class TimeUsedUp:
    """The exercise's time was used up before this check."""

    verdict = Verdict.TIMEOUT


class NoTiming(Enum):
    """Why a timed check didn't run."""

    SWITCHED_OFF = auto()
    NO_PINNING = auto()
    NO_CLOCK = auto()
    NOT_PINNED = auto()  # this process couldn't be
    NO_LOCK = auto()  # of the machine
    NO_REFERENCE = auto()


@dataclass(frozen=True)
class NotTimedHere:
    """A timed check that is SKIPPED; `detail` is what the system said."""

    why: NoTiming
    detail: str = ""
    verdict = Verdict.SKIPPED


class NoRatioWhy(Enum):
    """Why a function that was to be timed got no ratio."""

    NO_VALUE_PASSED = auto()
    TOO_SLOW = auto()
    COMPUTES_BETWEEN = auto()
    WRONG = auto()
    RAISES = auto()
    LOST = auto()


@dataclass(frozen=True)
class NoRatio:
    """A function that earns nothing for speed; `slowest` is a multiple of the reference's time."""

    why: NoRatioWhy
    slowest: float = 0.0
    error: str = ""
    mismatch: Mismatch | None = None
    lost: Lost | None = None
    verdict = Verdict.FAIL


@dataclass(frozen=True)
class Speed:
    """A measured ratio to the reference's time, with its interval; `best` is the bound for full points.

    `worth` are the points that it earns, `full` says whether these are all.
    """

    middle: float
    low: float
    high: float
    best: float
    worth: float
    full: bool

    @property
    def verdict(self) -> Verdict:
        """Return FAIL where the speed earns nothing; that decides no exercise."""
        return Verdict.PASS if self.worth else Verdict.FAIL


Problem = (
    WrongAnswer
    | Unanswered
    | WritesIntoArgument
    | NotRaised
    | GradientShape
    | WrongSlope
    | BrokenLaw
    | UnlikelyLaw
    | UncombinableLaw
    | UnansweredLaw
    | ChangedArgument
    | Unsteady
    | StoppedAnswering
    | NothingToCompare
    | TimeUsedUp
    | NotTimedHere
    | NoRatio
    | Speed
)


def shown(case: CaseRecord, call: tuple[Sequence[Any], Mapping[str, Any]]) -> Shown:
    """Return a case with the arguments of its call."""
    return Shown(*call, name=case.name, drawn=case.drawn)
