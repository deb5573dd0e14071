"""What the manifest of a prepared exercise holds: its cases, and one tagged record for each kind of check.

Every check record answers `name`, `points`, `kind` and `places`, whatever it is of; the rest is its kind's own. Where
kinds are told apart, `match` ends in `assert_never`, so that a new one is an error of types until it is dealt with.
"""

from dataclasses import dataclass

import msgspec

from grader.points import added
from grader.verdicts import Kind

Part = int | str | None


@dataclass(frozen=True)
class Tolerance:
    """|error| ≤ rtol·|expected| + rtol·max(largest |expected| of the block, scale)."""

    rtol: float
    scale: float


class CaseRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One set of arguments; numbers are places in the corpus.

    `name` says what is special about it; a drawn case has a number, `drawn`, instead. `expected` is the whole answer,
    `raises` the error's name where that is right (neither where only a law counts). `writeable` are the same arguments
    with every array writeable, where one is read-only. `wrong` maps misconceptions to their outcomes.
    """

    name: str
    args: int
    expected: int | None = None
    raises: str = ""
    rtol: float = 0.0
    scale: float = 0.0
    writeable: int | None = None
    wrong: dict[str, int] = {}
    drawn: int = 0

    @property
    def tolerance(self) -> Tolerance:
        """Return how exactly an answer is compared."""
        return Tolerance(self.rtol, self.scale)


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cases of a check, as places in `Manifest.cases`, by role."""

    rungs: list[int] = []
    edges: list[int] = []
    drawn: list[int] = []

    @property
    def by_hand(self) -> list[int]:
        """Return those that the author wrote, in order."""
        return [*self.rungs, *self.edges]

    @property
    def all(self) -> list[int]:
        """Return every place, in the order in which they are called."""
        return [*self.rungs, *self.edges, *self.drawn]


class WitnessRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A numeric directional derivative: of the block `by`, along `direction`, with an error bound."""

    by: str
    direction: int
    value: float
    bound: float


class ExamplesRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="examples"):
    """Published answers; no points."""

    name: str
    places: Places

    @property
    def points(self) -> float:
        """Return 0: what is published proves nothing."""
        return 0.0

    @property
    def kind(self) -> Kind:
        """Return what it looks at."""
        return Kind.VALUE


class MatchesRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="matches"):
    """The answer, or the `part` of it, is the expected one."""

    name: str
    points: float
    places: Places
    part: Part = None

    @property
    def kind(self) -> Kind:
        """Return what it looks at."""
        return Kind.VALUE


class RaisesRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="raises"):
    """The call raises `error`, named without its module."""

    name: str
    points: float
    places: Places
    error: str

    @property
    def kind(self) -> Kind:
        """Return what it looks at."""
        return Kind.ERRORS


class HoldsRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="holds"):
    """The law of this name holds. `rtol` is the law's own, looser than a value's."""

    name: str
    points: float
    places: Places
    rtol: float

    @property
    def kind(self) -> Kind:
        """Return what it looks at."""
        return Kind.PROPERTY

    def tolerance(self, case: CaseRecord) -> Tolerance:
        """Return how exactly its two sides are compared on a case."""
        return Tolerance(self.rtol, case.scale)


class GradientsRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="gradients"):
    """The answer's blocks are gradients `by` these arguments; witnesses by place of the case."""

    name: str
    points: float
    places: Places
    by: list[str]
    witnesses: dict[str, list[WitnessRecord]]
    part: Part = None

    @property
    def kind(self) -> Kind:
        """Return what it looks at."""
        return Kind.GRADIENT


class FilledRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="filled"):
    """A timed argument that is drawn anew for each call: see `grader.filling.Filled`."""

    shape: tuple[int, ...]
    low: float
    high: float
    dtype: str


class ValueRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="value"):
    """A timed argument that is always the same; `place` is where it stands in the corpus."""

    place: int


class TimedRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="timed"):
    """Points for speed: `bands` are (bound on the ratio, points), the strictest first."""

    name: str
    points: float
    bands: list[tuple[float, float]]
    args: list[FilledRecord | ValueRecord]
    kwargs: dict[str, FilledRecord | ValueRecord] = {}

    @property
    def kind(self) -> Kind:
        """Return what it looks at."""
        return Kind.TIMING

    @property
    def places(self) -> Places:
        """Return none: its inputs are made anew in each run."""
        return Places()


UntimedRecord = ExamplesRecord | MatchesRecord | RaisesRecord | HoldsRecord | GradientsRecord
CheckRecord = UntimedRecord | TimedRecord


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a student reads of an exercise beside its cases, in one language; `key`: what it was written from.

    `misconceptions` and `laws` map names to what is said of them. Nothing of it shapes a case, or decides a verdict.
    """

    language: str = "en"
    key: str = ""
    hints: list[str] = []
    misconceptions: dict[str, str] = {}
    laws: dict[str, str] = {}


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that `spec.py` says, and what it was made from; `key` identifies the cases, `files` finds damage.

    `sources` is a hash of the solution's files, `modules` the grader's own that shaped the cases, with their hashes.
    Texts stand apart, in `Texts`. `own_slopes` are the misconceptions whose gradients are the slopes of their own wrong
    loss: where a student's answers are theirs, the gradients' points count.
    """

    format: str
    unit: str
    slug: str
    entry: str
    seed: int
    key: str
    sources: str
    modules: dict[str, str]
    versions: dict[str, str]
    parameters: list[str]
    call_seconds: float
    load_seconds: float
    total_seconds: float
    misconceptions: list[str]
    own_slopes: list[str]
    cases: list[CaseRecord]
    checks: list[CheckRecord]
    purity: list[int]
    files: dict[str, str] = {}

    @property
    def exercise(self) -> str:
        """Return `unit/slug`."""
        return f"{self.unit}/{self.slug}"

    @property
    def matches(self) -> list[MatchesRecord]:
        """Return the checks whose passing lets the others earn."""
        return [check for check in self.checks if isinstance(check, MatchesRecord)]

    @property
    def untimed(self) -> list[UntimedRecord]:
        """Return the checks of everything but speed, in order."""
        return [check for check in self.checks if not isinstance(check, TimedRecord)]

    @property
    def timed(self) -> list[TimedRecord]:
        """Return the checks of speed."""
        return [check for check in self.checks if isinstance(check, TimedRecord)]

    def worth(self, *, timing: bool = True) -> float:
        """Return the points that the exercise is worth, with or without its timed checks."""
        return added(check.points for check in self.checks if timing or not isinstance(check, TimedRecord))
