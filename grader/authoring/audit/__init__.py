"""Do the cases see every change? Grades each mutant of a reference as if a student had handed it in."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader.authoring.audit.mutants import Mutant, mutants, normalised
from grader.authoring.audit.records import Record, read_records
from grader.course.catalog import Catalog, CatalogError, Entry
from grader.grading.rows import Row, grade_rows
from grader.prepared.folder import MANIFEST, REFERENCE, manifest_bytes, read_manifest
from grader.prepared.records import ExamplesRecord, Manifest
from grader.submission import Source
from grader.verdicts import Report, Verdict

__all__ = ["Audited", "Lot", "Mutant", "audit_mutants", "lot", "references"]

LEAST_SECONDS = 0.5
REFERENCE_TIMES = 5.0  # a call gets this many times what the reference needs for the whole exercise
LOADING = "loading"
PASSING = (Verdict.PASS, Verdict.SKIPPED)


@dataclass(frozen=True)
class Lot:
    """All the mutants of one exercise, and those recorded as equivalent."""

    entry: Entry
    prepared: Path
    key: str
    reference: str
    mutants: tuple[Mutant, ...]
    records: tuple[Record, ...]

    def row(self, name: str, source: str) -> Row:
        """Return the row that grades a source for this exercise."""
        return Row(name, self.prepared, self.key, Source(REFERENCE, (source,)), timing=False)


@dataclass(frozen=True)
class Audited:
    """What became of an exercise's mutants.

    `killers` maps the check that first failed to how many mutants it killed. `survivors` nobody has recorded;
    `equivalent` are recorded, and survived. `stale` records name no mutant, those in `refuted` one that the named
    check kills. `internal` are the mutants on which the judge itself failed. `seconds` are those of grading.
    """

    exercise: str
    reference: str
    mutants: int
    killers: Mapping[str, int]
    survivors: tuple[Mutant, ...] = ()
    equivalent: tuple[Record, ...] = ()
    stale: tuple[Record, ...] = ()
    refuted: tuple[tuple[Record, str], ...] = ()
    internal: tuple[tuple[Mutant, str], ...] = ()
    seconds: float = 0.0

    @property
    def killed(self) -> int:
        """Return how many mutants were killed."""
        return sum(self.killers.values())

    @property
    def is_clean(self) -> bool:
        """Return whether every mutant was killed, or is recorded with right."""
        return not (self.survivors or self.stale or self.refuted or self.internal)


def lot(catalog: Catalog, entry: Entry, seed: int) -> Lot:
    """Return the mutants of an exercise that is prepared; raises CatalogError, PreparedError."""
    if entry.solution is None:
        raise CatalogError(f"{entry.exercise} has no solution", hint="audit is for the course's own folder")
    folder = catalog.prepared(entry.slug, seed)
    try:
        source = (entry.solution / REFERENCE).read_text(encoding="utf-8")
        found = tuple(mutants(source))
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise CatalogError(f"{entry.solution / REFERENCE} can't be read: {error}") from error
    return Lot(entry, folder, read_manifest(folder).key, normalised(source), found, read_records(entry.solution))


def references(lots: Sequence[Lot], jobs: int) -> dict[str, float]:
    """Return the seconds that each reference takes, by exercise; raises CatalogError where one doesn't pass.

    The reference is graded as its mutants are: without comments, docstrings and the texts of errors.
    """
    seconds: dict[str, float] = {}
    for row, graded in grade_rows((lot.row(lot.entry.exercise, lot.reference) for lot in lots), jobs):
        report = graded.report
        if killer(report):
            message = f"{row.student}: the reference itself ends {report.verdict} ({killer(report)} {report.message})"
            raise CatalogError(message, hint="`grader lint` says more")
        seconds[row.student] = report.seconds
    return seconds


def audit_mutants(
    lots: Sequence[Lot], seconds: Mapping[str, float], folder: Path, jobs: int, told: Callable[[], None]
) -> list[Audited]:
    """Return what became of the mutants, in the order of the exercises; `told` hears of each one.

    `seconds` are those of `references`; copies of the prepared exercises with shorter deadlines go to `folder`.
    """
    whole = [in_a_hurry(one, seconds[one.entry.exercise], folder / "whole") for one in lots]
    reports: dict[str, Report] = {}
    # Examples end four mutants of five: those are spared the cases that only a student's feedback needs.
    for stage in ([examples_alone(one, folder / "examples") for one in whole], whole):
        rows = (one.row(row_name(one, m), m.source) for one in stage for m in one.mutants)
        for row, graded in grade_rows((row for row in rows if row.student not in reports), jobs):
            if stage is whole or killer(graded.report):
                reports[row.student] = graded.report
                told()
    return [audited(one, {m: reports[row_name(one, m)] for m in one.mutants}) for one in whole]


def row_name(lot: Lot, mutant: Mutant) -> str:
    """Return what stands for the student of a mutant's row."""
    return f"{lot.entry.exercise} {mutant.hash}"


def in_a_hurry(lot: Lot, seconds: float, folder: Path) -> Lot:
    """Return the lot with a copy of its prepared exercise in which a call's deadline suits the reference's speed.

    An endless loop would else cost two calls of five seconds.
    """
    manifest = read_manifest(lot.prepared)
    call_seconds = min(manifest.call_seconds, max(LEAST_SECONDS, REFERENCE_TIMES * seconds))
    return with_manifest(lot, msgspec.structs.replace(manifest, call_seconds=call_seconds), folder)


def examples_alone(lot: Lot, folder: Path) -> Lot:
    """Return the lot with a copy of its prepared exercise that asks for nothing but the examples."""
    manifest = read_manifest(lot.prepared)
    examples = [check for check in manifest.checks[:1] if isinstance(check, ExamplesRecord)]
    return with_manifest(lot, msgspec.structs.replace(manifest, checks=examples, purity=[]), folder)


def with_manifest(lot: Lot, manifest: Manifest, folder: Path) -> Lot:
    """Return the lot with a copy of its prepared exercise, in `folder`, that has another manifest."""
    copy = folder / lot.entry.slug
    shutil.copytree(lot.prepared, copy)
    (copy / MANIFEST).write_bytes(manifest_bytes(manifest))
    return replace(lot, prepared=copy)


def killer(report: Report) -> str:
    """Return the first check that fails, `loading` where none ran; empty where the report is that of a right answer."""
    failing = next((check.name for check in report.checks if check.verdict not in PASSING), "")
    if failing or (report.verdict is Verdict.PASS and report.score == report.max_score):
        return failing
    return LOADING if not report.checks else "points"


def audited(lot: Lot, reports: Mapping[Mutant, Report]) -> Audited:
    """Return what the reports on an exercise's mutants say, held against its records."""
    internal = {m: report.message for m, report in reports.items() if report.verdict is Verdict.INTERNAL}
    killers = {mutant: killer(report) for mutant, report in reports.items() if mutant not in internal}
    fates = {mutant.hash: name for mutant, name in killers.items()}
    recorded = {record.hash for record in lot.records}
    names = [name for name in killers.values() if name]
    return Audited(
        lot.entry.exercise,
        lot.reference,
        mutants=len(reports),
        killers={name: names.count(name) for name in sorted(set(names), key=names.count, reverse=True)},
        survivors=tuple(m for m, name in killers.items() if not name and m.hash not in recorded),
        equivalent=tuple(r for r in lot.records if fates.get(r.hash) == ""),
        stale=tuple(r for r in lot.records if r.hash not in {m.hash for m in reports}),
        refuted=tuple((r, fates[r.hash]) for r in lot.records if fates.get(r.hash)),
        internal=tuple(internal.items()),
        seconds=sum(report.seconds for report in reports.values()),
    )
