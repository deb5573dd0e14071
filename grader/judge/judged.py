"""What the judge found in a submission, as data: of each check, and of the whole."""

from dataclasses import dataclass
from enum import Enum, auto

from grader.judge.problems import Fault, Problem, Unanswered, WritesIntoArgument, WrongAnswer
from grader.sandbox.channel import Lost
from grader.verdicts import Kind, Verdict


class Note(Enum):
    """What else is to be said of a check."""

    IMPURE = auto()  # its points are withheld while purity fails
    NO_VALUE_PASSED = auto()  # its points are withheld until a value check passes
    LOOK_AT_THE_LOSS = auto()
    POINTS_COUNT = auto()  # its gradients belong to a known wrong loss: look there, and their points count


@dataclass(frozen=True)
class Judged:
    """What one check found. `problem` is None where all is right, `misconception` the name of the one that explains it.

    `points` are those earned.
    """

    name: str
    kind: Kind
    verdict: Verdict
    points: float
    max_points: float
    problem: Problem | None = None
    misconception: str = ""
    note: Note | None = None


@dataclass(frozen=True)
class LoadingLost:
    """The worker was lost while it loaded the file; `notebook`: one whose `__name__` is `"__main__"`."""

    lost: Lost
    notebook: bool = False


@dataclass(frozen=True)
class Unreadable:
    """Python can't read the file, or the one cell of a notebook: a SyntaxError or its like."""

    fault: Fault
    notebook: bool = False


@dataclass(frozen=True)
class NotAFunction:
    """The name is bound to something else, of this type."""

    entry: str
    kind: str


@dataclass(frozen=True)
class Undefined:
    """The file doesn't define the function; `notes` say what failed in it."""

    entry: str
    notes: tuple[str, ...]


NotLoaded = LoadingLost | Unreadable | NotAFunction | Undefined


@dataclass(frozen=True)
class Examined:
    """What the judge found in one submission for one exercise, and what its code printed meanwhile (64 KiB at most).

    `not_loaded` says why no check ran; `notes` are intake's and the worker's. Seconds are wall, without timing.
    """

    verdict: Verdict
    score: float | None
    max_score: float
    checks: tuple[Judged, ...] = ()
    not_loaded: NotLoaded | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    printed: str = ""

    @property
    def large(self) -> str:
        """Return the first value check that only a drawn case fails, which can be made small; "" where none is.

        Never one that timed out.
        """
        for check in self.checks:
            if check.kind is Kind.VALUE and check.verdict in (Verdict.FAIL, Verdict.ERROR):
                problem = check.problem
                if isinstance(problem, WrongAnswer | Unanswered | WritesIntoArgument) and problem.shown.drawn:
                    return check.name
                return ""
        return ""
