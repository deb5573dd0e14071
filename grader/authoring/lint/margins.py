"""How far right answers stay below the tolerance, and wrong ones above it; and how rare a fault drawn cases find."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from typing import Any

from grader.authoring.answer import plain_answer
from grader.authoring.lint.finding import Finding
from grader.authoring.lint.rules import folder_of
from grader.authoring.making import AGREEMENT, is_single
from grader.authoring.solutions import Solution
from grader.judge.checks.compare import compare, part_of, structure
from grader.judge.mismatches import error_of
from grader.output.language import ENGLISH
from grader.output.problems import case_name
from grader.prepared.folder import Prepared
from grader.prepared.records import (
    CaseRecord,
    ExamplesRecord,
    Manifest,
    MatchesRecord,
    Part,
    RaisesRecord,
    Tolerance,
)

LEAST_WRONG = 10.0  # tolerances by which a misconception must be off on some case, as right answers are off by a tenth
EXACT = 2.0**-30  # share of the tolerance that counts as none; a power of two, so that scaling by it rounds nothing
MISSED = 0.01  # chance with which a fault of the stated rarity stays unfound
REFERENCE, ORACLE = "the reference", "the oracle"


@dataclass(frozen=True)
class Margin:
    """The largest error of one of our functions over the tolerance, and the case that has it."""

    name: str
    share: float = 0.0
    case: str = ""
    single: bool = False


@dataclass(frozen=True)
class Margins:
    """The margins of an exercise: of each right answer by precision, and of each misconception.

    `cases` counts those with an expected answer, `drawn` the different drawn ones of all `Matches` together, `fewest`
    those of the `Matches` that has the fewest.
    """

    exercise: str
    cases: int
    right: tuple[Margin, ...]
    wrong: tuple[Margin, ...]
    drawn: int
    fewest: int

    def worst_right(self, *, single: bool) -> Margin | None:
        """Return the largest error of a right answer on float32 cases or on all others; None without such cases."""
        found = [margin for margin in self.right if margin.single == single]
        return max(found, key=lambda margin: margin.share, default=None)

    @property
    def narrowest_wrong(self) -> Margin | None:
        """Return the misconception whose largest error is smallest, of those that values show; None without any."""
        return min((m for m in self.wrong if m.share > 1), key=lambda margin: margin.share, default=None)


def measure(prepared: Prepared, solution: Solution) -> Margins:
    """Return the margins of an exercise, from what was prepared and from answers of its own functions."""
    manifest = prepared.manifest
    drawn = [set(check.places.drawn) for check in manifest.matches]
    return Margins(
        manifest.exercise,
        cases=sum(case.expected is not None for case in manifest.cases),
        right=tuple(right_margins(prepared, solution)),
        wrong=tuple(wrong_margins(prepared)),
        drawn=len(set().union(*drawn)),
        fewest=min(map(len, drawn), default=0),
    )


def right_margins(prepared: Prepared, solution: Solution) -> Iterator[Margin]:
    """Yield the margin of each right answer, in float64 and in float32; a precision without cases has none."""
    functions: dict[str, Callable[[memoryview], Any]] = {
        REFERENCE: partial(plain_answer, solution.reference),
        **{name: partial(plain_answer, function) for name, function in solution.alternatives.items()},
        ORACLE: partial(plain_answer, solution.exercise.oracle, wide=True),
    }
    worst: dict[tuple[str, bool], Margin] = {}
    for case in prepared.manifest.cases:
        if case.expected is None:
            continue
        single = is_single(*prepared.value(case.args))
        expected, args = prepared.expected[case.expected], prepared.blobs[case.args]
        for name, answer in functions.items():
            try:
                given = answer(args)
            except Exception:  # noqa: BLE001 - whatever a right answer raises, no tolerance covers it
                share = inf
            else:
                share = error_share(expected, given, case.tolerance)
            found = worst.setdefault((name, single), Margin(name, single=single))
            if share > found.share:
                worst[name, single] = replace(found, share=share, case=title(case))
    yield from worst.values()


def wrong_margins(prepared: Prepared) -> Iterator[Margin]:
    """Yield the largest error of each misconception on what some check compares: inf for a wrong shape or error."""
    compared = list(compared_parts(prepared.manifest))
    for name in prepared.manifest.misconceptions:
        worst = Margin(name)
        for case, part in compared:
            if name in case.wrong:
                share = outcome_share(prepared, case, part, *prepared.value(case.wrong[name]))
                worst = Margin(name, share, title(case)) if share > worst.share else worst
        yield worst


def compared_parts(manifest: Manifest) -> Iterator[tuple[CaseRecord, Part]]:
    """Yield each case with the part of its answer that a check compares, or whose error it asks for."""
    parts = {
        (place, check.part if isinstance(check, MatchesRecord) else None): None
        for check in manifest.checks
        if isinstance(check, ExamplesRecord | MatchesRecord | RaisesRecord)
        for place in check.places.all
    }
    return ((manifest.cases[place], part) for place, part in parts)


def outcome_share(prepared: Prepared, case: CaseRecord, part: Part, types: Sequence[str], value: Any) -> float:
    """Return the error of an outcome (an error's types, or an answer) over the tolerance."""
    if case.expected is None:
        return 0.0 if case.raises in types else inf
    if types:
        return inf
    expected = prepared.expected[case.expected]
    return error_share(part_of(expected, part), part_of(value, part), case.tolerance)


def title(case: CaseRecord) -> str:
    """Return what a case is called."""
    return case_name(case.name, case.drawn, ENGLISH)


def error_share(expected: Any, actual: Any, allowed: Tolerance) -> float:
    """Return the largest error over its tolerance, of all blocks; inf where no tolerance helps.

    `compare` ends at the first block that differs, so each is compared apart.
    """
    if isinstance(expected, Mapping | list | tuple):
        if structure(expected, actual) is not None:
            return inf
        keys = expected if isinstance(expected, Mapping) else range(len(expected))
        return max((error_share(expected[key], actual[key], allowed) for key in keys), default=0.0)
    mismatch = compare(expected, actual, Tolerance(allowed.rtol * EXACT, allowed.scale))
    return error_of(mismatch) * EXACT if mismatch else 0.0


def margin_findings(manifest: Manifest, margins: Margins) -> Iterator[Finding]:
    """Yield a finding for each margin that is gone: a right answer too near the tolerance, or a wrong one.

    A misconception that no value shows is left to the judge, who knows of laws, gradients and purity.
    """
    folder = folder_of(manifest)
    for margin in margins.right:
        if margin.share > AGREEMENT:
            file = {REFERENCE: "reference.py", ORACLE: "spec.py"}.get(margin.name, "alternatives.py")
            kind = "float32" if margin.single else "float64"
            message = f"{margin.name} is off by {margin.share:.2g} of the tolerance on the {kind} case {margin.case!r}"
            yield Finding(folder + file, f"{message}, at most {AGREEMENT:g} expected")
    for margin in margins.wrong:
        if 1 < margin.share < LEAST_WRONG:
            message = f"{margin.name} is nowhere off by more than {margin.share:.2g} tolerances"
            yield Finding(folder + "misconceptions.py", f"{message}, at least {LEAST_WRONG:g} on some case expected")


def rarity(count: int) -> float:
    """Return the share of inputs that a fault must touch to be found by that many drawn cases with 99 % probability."""
    return 1.0 - float(MISSED ** (1.0 / count)) if count else 1.0


def table(all_margins: Sequence[Margins]) -> list[str]:
    """Return the lines of a table of margins, a line for each exercise after the titles."""
    rows = [["exercise", "cases", "right, float64", "right, float32", "wrong", "drawn", "rare", "fewest", "rare"]]
    rows += [
        [
            margins.exercise,
            str(margins.cases),
            margin_text(margins.worst_right(single=False)),
            margin_text(margins.worst_right(single=True)),
            margin_text(margins.narrowest_wrong),
            str(margins.drawn),
            f"{rarity(margins.drawn):.1%}",
            str(margins.fewest),
            f"{rarity(margins.fewest):.1%}",
        ]
        for margins in all_margins
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def margin_text(margin: Margin | None) -> str:
    """Return a margin as the table shows it: `0.0021 the oracle`, or `none`."""
    return "none" if margin is None else f"{margin.share:.2g} {margin.name}" if margin.share < inf else "inf all"
