"""Cases in the making: each is answered, and what the judge will rely on is proved on our own answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import numpy as np

from grader.authoring.answer import outcome, plain_answer, recorded
from grader.authoring.draw import draw_cases
from grader.authoring.solutions import Solution
from grader.course.catalog import CatalogError
from grader.exercise import Case, Check, Examples, Exercise, Gradients, Holds, Inputs, Matches, Raises, Timed
from grader.judge.checks.compare import compare
from grader.judge.checks.sides import floats, usable
from grader.judge.mismatches import Mismatch
from grader.laws import Chance
from grader.prepared.folder import Blobs, arrays_in, call_bytes
from grader.prepared.records import (
    CaseRecord,
    CheckRecord,
    Places,
    Tolerance,
)
from grader.sandbox import wire
from grader.sandbox.channel import Raised

LIKELY = 1e-6  # the least chance that a law on a random function may have on a right one, so that seeds are ordinary
DIAGNOSING = 40  # drawn cases of a check that hold misconceptions' answers; on all, these were half of the preparing
AGREEMENT = 0.1  # reference, oracle and alternatives agree to this share of the tolerance


class CaseRefused(CatalogError):
    """A case on which our own answers don't agree, or a law doesn't hold."""


@dataclass
class Making:
    """A prepared exercise in the making."""

    solution: Solution
    seed: int
    oracle: bool = True
    blobs: Blobs = field(default_factory=Blobs)
    cases: dict[tuple[bytes, str], int] = field(default_factory=dict)
    records: list[CaseRecord] = field(default_factory=list)
    drawn: dict[int, list[Case]] = field(default_factory=dict)

    @property
    def exercise(self) -> Exercise:
        """Return the declaration."""
        return self.solution.exercise

    def draw(self, inputs: Inputs) -> list[Case]:
        """Return the drawn cases of these inputs: the same ones for all the checks that share them."""
        if id(inputs) not in self.drawn:
            assert inputs.drawn is not None  # noqa: S101 - the caller has looked
            self.drawn[id(inputs)] = draw_cases(inputs.drawn, inputs.count, seed_text(self.solution, inputs, self.seed))
        return self.drawn[id(inputs)]


def inputs_of(check: Check) -> Inputs | None:
    """Return the inputs of a check; None where it has none that are drawn."""
    if isinstance(check, Examples | Timed):
        return None
    return check.on if isinstance(check, Raises) else check.inputs


def seed_text(solution: Solution, inputs: Inputs, seed: int) -> str:
    """Return what seeds the drawing of these inputs: the exercise, and their place among all that it draws."""
    all_inputs = [inputs_of(check) for check in solution.exercise.checks]
    places = list(dict.fromkeys(id(found) for found in all_inputs if found is not None))
    return f"{seed}:{solution.entry.exercise}:{places.index(id(inputs))}"


def tolerance_of(exercise: Exercise, case: Case) -> Tolerance:
    """Return how exactly the answer to a case is compared: float32 arguments are held to float32's accuracy."""
    scale = exercise.scale(*case.args, **case.kwargs) if callable(exercise.scale) else exercise.scale
    return Tolerance(exercise.rtol32 if is_single(case.args, case.kwargs) else exercise.rtol, float(scale))


def is_single(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool:
    """Return whether an argument is float32."""
    return any(array.dtype == np.float32 for array in arrays_in([list(args), dict(kwargs)]))


def cases_by_role(making: Making, check: Matches | Raises | Holds | Gradients, add: Callable[[Case], int]) -> Places:
    """Return the places of a check's cases: rungs, edges, drawn."""
    inputs: Inputs = check.on if isinstance(check, Raises) else check.inputs
    drawn: Sequence[Case] = making.draw(inputs) if inputs.drawn is not None else []
    return Places(
        rungs=[add(case) for case in inputs.ladder],
        edges=[add(case) for case in inputs.edges],
        drawn=[add(case) for case in drawn],
    )


def blob(making: Making, place: int) -> bytes:
    """Return the bytes at a place of the corpus in the making."""
    return making.blobs.items[place]


def refusal(making: Making, case: Case, why: str) -> CaseRefused:
    """Return the error that names a case and says what is wrong with it."""
    from grader.output.values import call_text  # noqa: PLC0415 - words shape no case: see `staleness`

    call = call_text(making.exercise.entry, case.args, case.kwargs)
    return CaseRefused(f"{making.solution.entry.exercise}: case {title_of(case)!r} is refused: {why}", hint=call)


def title_of(case: Case | CaseRecord) -> str:
    """Return what an author knows a case by."""
    from grader.output.language import ENGLISH  # noqa: PLC0415 - as above
    from grader.output.problems import case_name  # noqa: PLC0415

    return case_name(case.name, case.drawn, ENGLISH)


def in_words(mismatch: Mismatch) -> str:
    """Return a mismatch as an author reads it."""
    from grader.output.language import ENGLISH  # noqa: PLC0415 - as above
    from grader.output.mismatches import mismatch_line  # noqa: PLC0415

    return mismatch_line(mismatch, ENGLISH)


def recorded_case(making: Making, case: Case, kind: str, make: Callable[[bytes], CaseRecord]) -> int:
    """Return the place of a case, made once for equal arguments."""
    named = [name for name in case.kwargs if name in making.solution.required]
    if named:
        raise refusal(making, case, f"{', '.join(named)} must go by position: a student may give it another name")
    args = call_bytes(case.args, case.kwargs)
    if (args, kind) not in making.cases:
        making.records.append(make(args))
        making.cases[args, kind] = len(making.records) - 1
    return making.cases[args, kind]


def value_case(making: Making, case: Case) -> int:
    """Return the place of a case with an answer, on which reference, oracle and alternatives agree."""

    def make(args: bytes) -> CaseRecord:
        tolerance = tolerance_of(making.exercise, case)
        strict = replace(tolerance, rtol=tolerance.rtol * AGREEMENT)
        expected = answer_of(making, case, "reference", making.solution.reference, args, wide=True)
        source = making.exercise.oracle if making.oracle else making.solution.reference
        oracle = answer_of(making, case, "oracle", source, args, wide=True)
        others = {
            name: answer_of(making, case, name, function, args)
            for name, function in making.solution.alternatives.items()
        }
        others["the reference as a student calls it"] = answer_of(
            making, case, "reference", making.solution.reference, args
        )
        for name, answer in {"the oracle": oracle, **others}.items():
            mismatch = compare(expected, answer, strict)
            if mismatch:
                raise refusal(making, case, f"{name} disagrees with the reference: {in_words(mismatch)}")
        return CaseRecord(
            name=case.name,
            drawn=case.drawn,
            args=making.blobs.add(args),
            expected=making.blobs.value(expected),
            rtol=tolerance.rtol,
            scale=tolerance.scale,
            writeable=writeable_place(making, args),
        )

    return recorded_case(making, case, "value", make)


def answer_of(making: Making, case: Case, name: str, function: Any, args: bytes, *, wide: bool = False) -> Any:
    """Return one of our own answers; raises CaseRefused where it raises."""
    try:
        return plain_answer(function, args, wide=wide)
    except Exception as error:
        raise refusal(making, case, f"{name} raises {error!r}") from error


def writeable_place(making: Making, args: bytes) -> int | None:
    """Return the place of the same arguments with writeable arrays; None where they all are."""
    made = wire.decode(args, make=True)
    if all(array.flags.writeable or array.ndim == 0 for array in arrays_in(made)):
        return None
    return making.blobs.value(wire.decode(args))


def add_wrong_answers(making: Making, checks: Sequence[CheckRecord]) -> None:
    """Store the misconceptions' outcomes with the cases that diagnosis looks at."""
    for place in sorted(diagnosing(checks)):
        record = making.records[place]
        if record.expected is not None or record.raises:
            making.records[place] = msgspec.structs.replace(record, wrong=wrong_answers(making, record.args))


def diagnosing(checks: Sequence[CheckRecord]) -> set[int]:
    """Return the places of all rungs and edges, and of some drawn cases of all sizes."""
    all_drawn = [check.places.drawn for check in checks]
    steps = ((places, -(-len(places) // DIAGNOSING)) for places in all_drawn)
    drawn = {place for places, step in steps for place in places[:: step or 1]}
    return drawn.union(*(check.places.by_hand for check in checks))


def wrong_answers(making: Making, args: int) -> dict[str, int]:
    """Return the place of each misconception's outcome for the arguments at a place."""
    return {
        name: making.blobs.add(recorded(outcome(function, blob(making, args))))
        for name, function in making.solution.misconceptions.items()
    }


def error_case(making: Making, error: type[Exception], case: Case) -> int:
    """Return the place of a case on which reference and alternatives raise the named error."""

    def make(args: bytes) -> CaseRecord:
        right = {"the reference": making.solution.reference, **making.solution.alternatives}
        for name, function in right.items():
            found = outcome(function, args)
            if not isinstance(found, Raised) or error.__name__ not in found.types:
                raise refusal(making, case, f"{name} doesn't raise {error.__name__}: {found}")
        return CaseRecord(case.name, making.blobs.add(args), raises=error.__name__, drawn=case.drawn)

    return recorded_case(making, case, f"raises {error.__name__}", make)


def law_case(making: Making, check: Holds, case: Case) -> int:
    """Return the place of a law's inputs, for which it holds on reference and alternatives."""

    def make(args: bytes) -> CaseRecord:
        scale = making.exercise.scale if not callable(making.exercise.scale) else 1.0
        law_args, law_kwargs = wire.decode(args)
        for name, function in {"the reference": making.solution.reference, **making.solution.alternatives}.items():

            def call(*call_args: Any, _function: Any = function, **call_kwargs: Any) -> Any:
                return usable(plain_answer(_function, call_bytes(call_args, call_kwargs)))

            try:
                found = check.law(call, *law_args, **law_kwargs)
            except Exception as error:
                raise refusal(making, case, f"the law {check.name} on {name} raises {error!r}") from error
            if isinstance(found, Chance):
                if found.p < LIKELY:
                    raise refusal(making, case, f"the law {check.name} is at odds with {name}: {found}")
                continue
            left, right = found
            mismatch = compare(floats(left), floats(right), Tolerance(check.rtol * AGREEMENT, scale))
            if mismatch:
                raise refusal(making, case, f"the law {check.name} doesn't hold for {name}: {in_words(mismatch)}")
        return CaseRecord(case.name, making.blobs.add(args), scale=scale, drawn=case.drawn)

    return recorded_case(making, case, f"law {check.name}", make)
