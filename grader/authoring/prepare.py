"""Makes prepared exercises: the one artefact that leaves the authors' side."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from grader.authoring.gradients import gradient_record
from grader.authoring.making import (
    Making,
    add_wrong_answers,
    blob,
    cases_by_role,
    error_case,
    law_case,
    refusal,
    value_case,
)
from grader.authoring.own_slopes import own_slopes
from grader.authoring.solutions import load_solution
from grader.authoring.texts import copies, read_texts
from grader.course.catalog import Catalog, Entry
from grader.exercise import UNSET, Check, Examples, Filled, Holds, Matches, Raises, Timed
from grader.judge.checks.compare import compare
from grader.prepared import staleness
from grader.prepared.folder import (
    FORMAT,
    Blobs,
    write_prepared,
)
from grader.prepared.records import (
    CaseRecord,
    CheckRecord,
    ExamplesRecord,
    FilledRecord,
    HoldsRecord,
    Manifest,
    MatchesRecord,
    Places,
    RaisesRecord,
    TimedRecord,
    ValueRecord,
)
from grader.sandbox import wire

PURITY_CASES = 12
PURITY_KINDS = 48  # enough for each kind of argument of the exercises that have most
PURITY_BYTES = 16 * 1024


def prepare(catalog: Catalog, entry: Entry, seed: int, *, oracle: bool = True) -> Manifest:
    """Write the prepared exercise of a seed and return its manifest; raises CatalogError.

    Without `oracle` the reference is the only source of answers, for measurements over many seeds.

    The same sources, seed and versions give the same bytes.
    """
    sources, modules = staleness.cases_hash(entry, seed), staleness.cases_modules(entry)
    solution = load_solution(catalog.root, entry)
    laws = [check.name for check in solution.exercise.checks if isinstance(check, Holds)]
    texts = read_texts(entry, solution.misconceptions, laws)
    making = Making(solution, seed, oracle=oracle)
    checks = [check_record(making, check) for check in solution.exercise.checks]
    add_wrong_answers(making, checks)
    versions = {k: v for k, v in staleness.versions().items() if k not in ("tensorflow", "tensorflow-cpu")}
    versions["tensorflow"] = tensorflow_version()
    exercise = solution.exercise
    manifest = Manifest(
        format=FORMAT,
        unit=entry.unit,
        slug=entry.slug,
        entry=exercise.entry,
        seed=seed,
        key=staleness.key(sources, versions, modules),
        sources=sources,
        modules=dict(modules),
        versions=versions,
        parameters=list(solution.parameters),
        call_seconds=exercise.call_seconds,
        load_seconds=exercise.load_seconds,
        total_seconds=exercise.total_seconds,
        misconceptions=list(solution.misconceptions),
        own_slopes=own_slopes(making, checks),
        cases=making.records,
        checks=checks,
        purity=purity_cases(making.records, checks, making.blobs),
    )
    write_prepared(catalog.prepared(entry.slug, seed), manifest, making.blobs, copies(entry, manifest), texts)
    return manifest


def tensorflow_version() -> str:
    """Return the version of the oracle's TensorFlow, under whichever name it is installed."""
    found = staleness.versions()
    return found.get("tensorflow", found.get("tensorflow-cpu", ""))


def check_record(making: Making, check: Check) -> CheckRecord:
    """Return the record of a check, its cases answered and proved."""
    if isinstance(check, Examples):
        return example_record(making, check)
    if isinstance(check, Timed):
        return timed_record(making, check)
    if isinstance(check, Matches):
        places = cases_by_role(making, check, partial(value_case, making))
        return MatchesRecord(check.name, check.points, places, check.part)
    if isinstance(check, Raises):
        places = cases_by_role(making, check, partial(error_case, making, check.error))
        return RaisesRecord(check.name, check.points, places, check.error.__name__)
    if isinstance(check, Holds):
        places = cases_by_role(making, check, partial(law_case, making, check))
        return HoldsRecord(check.name, check.points, places, check.rtol)
    return gradient_record(making, check)


def example_record(making: Making, check: Examples) -> ExamplesRecord:
    """Return the record of the published examples, whose given answers the reference must confirm."""
    places = []
    for case in check.cases:
        place = value_case(making, case)
        places.append(place)
        record = making.records[place]
        assert record.expected is not None  # noqa: S101 - value_case has answered it
        expected = wire.decode(blob(making, record.expected))
        if case.gives is UNSET or compare(case.gives, expected, record.tolerance):
            raise refusal(making, case, f"the example says {case.gives!r}, the reference {expected!r}")
    return ExamplesRecord(check.name, Places(places))


def timed_record(making: Making, check: Timed) -> TimedRecord:
    """Return the record of a timed check: its workload as shapes and ranges, filled anew for each call."""

    def recorded(value: Any) -> FilledRecord | ValueRecord:
        if isinstance(value, Filled):
            return FilledRecord(value.shape, value.low, value.high, value.dtype)
        return ValueRecord(making.blobs.value(value))

    bands = sorted((float(bound), float(points)) for bound, points in check.bands.items())
    kwargs = {name: recorded(value) for name, value in check.workload.kwargs.items()}
    return TimedRecord(check.name, check.points, bands, [recorded(value) for value in check.workload.args], kwargs)


def purity_cases(records: Sequence[CaseRecord], checks: Sequence[CheckRecord], blobs: Blobs) -> list[int]:
    """Return small cases whose arguments can be changed: one for each kind of argument, then rungs and drawn ones."""
    sizes = [len(data) for data in blobs.places]
    matches = [check.places for check in checks if isinstance(check, MatchesRecord)]

    def fits(place: int) -> bool:
        return records[place].writeable is None and sizes[records[place].args] <= PURITY_BYTES

    chosen: dict[int, None] = {}
    seen: set[tuple[Any, ...]] = set()
    for place in filter(fits, dict.fromkeys(p for places in matches for p in places.all)):
        new = argument_kinds(*wire.decode(blobs.items[records[place].args], make=True)) - seen
        if new and len(chosen) < PURITY_KINDS:
            chosen[place] = None
            seen |= new
    # A long stride through the ladder meets more kinds of arguments than its first rungs do.
    roles = [role for places in matches for role in (places.rungs, places.drawn)]
    more = [p for role in roles for p in role[:: max(1, len(role) // 4)][:4]]
    fitting = [p for p in dict.fromkeys(more) if fits(p) and p not in chosen]
    count = min(len(fitting), PURITY_CASES)
    # Spread over all of them: a whole stride, cut off at the end, would leave the last check out.
    return [*chosen, *(fitting[i * len(fitting) // count] for i in range(count))]


def argument_kinds(args: Sequence[Any], kwargs: Mapping[str, Any]) -> set[tuple[Any, ...]]:
    """Return what sets the arguments of a call apart: code that changes its arguments may do so for some kinds only."""
    named = [*enumerate(args), *kwargs.items()]
    together = ("together", *((name, option_of(value)) for name, value in named))
    return {together, *((name, *kind) for name, value in named for kind in kinds_of(value))}


def option_of(value: Any) -> Any:
    """Return what code asks of an argument to do something else: a dtype, a truth, a text."""
    if isinstance(value, np.ndarray):
        return value.dtype.str
    return value if isinstance(value, str) else (type(value).__name__, bool(value))


def kinds_of(value: Any) -> list[tuple[Any, ...]]:
    """Return dtype, axes, layout, size and range of an array, types, length and range of a list, else the type."""
    if isinstance(value, np.ndarray):
        shape = [(value.dtype.str, value.ndim), (wire.layout_of(value),), ("size", value.size.bit_length())]
        return [*shape, *ranges_of(value)]
    if isinstance(value, list | tuple):
        types = {type(item).__name__ for item in value}
        ranges = ranges_of(np.array(value)) if types <= {"int", "float"} else []
        return [("length", len(value).bit_length()), *(("of", name) for name in sorted(types)), *ranges]
    if isinstance(value, int):
        return [("int", value.bit_length())]
    return [(type(value).__name__, value if isinstance(value, str) else "")]


def ranges_of(values: np.ndarray[Any, Any]) -> list[tuple[Any, ...]]:
    """Return which numbers are in an array that are often clipped or replaced, where the array itself may be meant."""
    if values.dtype.kind not in "iuf":
        return []
    sizes = np.abs(values.astype(np.float64))
    found = {"zero": sizes == 0, "tiny": (sizes > 0) & (sizes < 1e-6), "large": sizes > 100, "negative": values < 0}
    return [("holds", name, values.dtype.kind) for name, where in found.items() if where.any()]
