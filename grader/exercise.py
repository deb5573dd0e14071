"""What a `spec.py` may say: the declaration of an exercise, as frozen dataclasses.

A spec is read by `prepare` alone, which turns it into a prepared exercise (see `grader.prepared.folder`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.filling import Filled
from grader.sandbox.wire import Function, Rng

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = [
    "Case",
    "Check",
    "Examples",
    "Exercise",
    "Filled",
    "Function",
    "Gradients",
    "Holds",
    "Inputs",
    "Matches",
    "Raises",
    "Rng",
    "Timed",
    "case",
    "example",
]

Part = int | str | None
UNSET: Any = object()


@dataclass(frozen=True)
class Case:
    """One set of arguments; `name` says in a few words what is special about it. Drawn ones have a number, `drawn`.

    Arrays keep their layout (Fortran order, strides, read-only) on the way to the worker. `gives` is the
    published answer of an example, else unset.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    gives: Any = UNSET
    drawn: int = 0


def case(name: str, /, *args: Any, **kwargs: Any) -> Case:
    """Return a case that calls the entry with these arguments, as a student would write the call."""
    return Case(name, args, kwargs)


def example(name: str, gives: Any, /, *args: Any, **kwargs: Any) -> Case:
    """Return a case with a published answer: `example("diagonal kernel", y, x, w)`."""
    return Case(name, args, kwargs, gives)


@dataclass(frozen=True)
class Inputs:
    """The cases of a check, small to large.

    `ladder`: the smallest inputs with small integers, one feature at a time, so that the first failing rung is
    already the smallest counterexample and names what is wrong. `edges`: named edge cases. `drawn`: a Hypothesis
    strategy of cases (see `grader.authoring.strategies`), of which `prepare` draws `count`.
    """

    ladder: Sequence[Case] = ()
    edges: Sequence[Case] = ()
    drawn: "SearchStrategy[Case] | None" = None
    count: int = 60


@dataclass(frozen=True, init=False)
class Examples:
    """The catalogue's vectors, shown to the student; no points. Answers are given, and `prepare` verifies them."""

    cases: tuple[Case, ...]
    name: str = "examples"

    def __init__(self, *cases: Case) -> None:
        object.__setattr__(self, "cases", cases)


@dataclass(frozen=True)
class Matches:
    """The answer equals the reference's. `part` picks one item of a tuple or dict; it must hold drawn cases."""

    name: str
    inputs: Inputs
    points: float
    part: Part = None


@dataclass(frozen=True)
class Raises:
    """The call raises `error` (or a subclass) for each of `on`."""

    error: type[Exception]
    on: Inputs
    points: float
    name: str = "errors"


@dataclass(frozen=True)
class Holds:
    """A law of `properties.py`: `law(call, *arguments)` returns (left, right), which must be equal.

    Of a random function it returns `grader.laws.Chance` instead: how odd what was drawn would be for a right one.

    The law's name is the check's, its docstring what a student reads. `rtol` is looser than that of a value,
    since a law adds up rounding errors.
    """

    law: Callable[..., Any]
    inputs: Inputs
    points: float
    rtol: float = 1e-7

    @property
    def name(self) -> str:
        """Return the law's name."""
        return self.law.__name__


@dataclass(frozen=True)
class Gradients:
    """The answer's gradients agree with numeric derivatives of `forward`, which takes the entry's arguments.

    `forward` returns the number that is differentiated; it is NumPy, and independent of every backward pass.
    `by` names the arguments; the answer (or its `part`) holds a block for each: a dict with these names as keys,
    a tuple in this order, or for a single name the array itself.
    """

    name: str
    forward: Callable[..., Any]
    by: tuple[str, ...]
    inputs: Inputs
    points: float
    part: Part = None


@dataclass(frozen=True)
class Timed:
    """Points for speed: `bands` maps a bound on the ratio to the reference's time to points.

    Arguments of `workload` may be `Filled`: each call gets fresh arrays. Speed never decides a verdict.
    """

    workload: Case
    bands: Mapping[float, float]
    name: str = "speed"

    @property
    def points(self) -> float:
        """Return the points of the best band."""
        return max(self.bands.values())


Check = Examples | Matches | Raises | Holds | Gradients | Timed


@dataclass(frozen=True)
class Exercise:
    """The declaration of one exercise.

    `oracle` takes the entry's arguments and returns its answer by other means (TensorFlow in float64). `scale`
    is the floor of the comparison where the expected values alone give none: a number, or a function of the
    arguments. `rtol` holds for float64 inputs, `rtol32` where an input is float32. Seconds: of one call, of
    loading, of the whole exercise.
    """

    entry: str
    oracle: Callable[..., Any]
    checks: Sequence[Check]
    hints: Sequence[str]
    scale: float | Callable[..., float] = 1.0
    rtol: float = 1e-9
    rtol32: float = 2e-4
    call_seconds: float = 5.0
    load_seconds: float = 10.0
    total_seconds: float = 30.0
