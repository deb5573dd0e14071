"""Is the course itself right? Lints exercises: what their files say, and how made-up submissions are graded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.authoring.lint.finding import Finding
from grader.authoring.lint.margins import Margins, margin_findings, measure
from grader.authoring.lint.rules import manifest_findings, report_findings
from grader.authoring.lint.trials import Role, Trial, trials
from grader.authoring.solutions import load_solution
from grader.course.catalog import Catalog, Entry
from grader.grading.rows import Row, grade_rows
from grader.prepared.folder import Prepared, read_prepared
from grader.verdicts import Report

__all__ = ["Finding", "Linted", "lint_prepared", "with_margins"]


@dataclass(frozen=True)
class Linted:
    """What lint found in an exercise, in how many submissions and cases it looked, and the seconds of grading them."""

    exercise: str
    findings: tuple[Finding, ...]
    alternatives: int = 0
    misconceptions: int = 0
    cases: int = 0
    seconds: float = 0.0
    margins: Margins | None = None


@dataclass(frozen=True)
class Lot:
    """All the made-up submissions of one exercise."""

    entry: Entry
    prepared: Prepared
    rows: dict[Row, Trial]


def made_up(catalog: Catalog, entry: Entry, seed: int) -> Lot:
    """Return the submissions to grade for an exercise; raises PreparedError where it isn't prepared."""
    folder = catalog.prepared(entry.slug, seed)
    prepared = read_prepared(folder)
    key = prepared.manifest.key
    rows = {
        Row(f"{trial.role} {trial.name}", folder, key, trial.source, timing=False, entry=trial.entry): trial
        for trial in trials(prepared, entry)
    }
    return Lot(entry, prepared, rows)


def lint_prepared(lots: Sequence[Lot], jobs: int, told: Callable[[], None]) -> list[Linted]:
    """Return what is found by grading the submissions, in the order of the exercises; `told` hears of each one."""
    reports: dict[Row, Report] = {}
    for row, graded in grade_rows((row for lot in lots for row in lot.rows), jobs):
        reports[row] = graded.report
        told()
    return [_linted(lot, {trial: reports[row] for row, trial in lot.rows.items()}) for lot in lots]


def _linted(lot: Lot, reports: dict[Trial, Report]) -> Linted:
    manifest = lot.prepared.manifest
    return Linted(
        manifest.exercise,
        (*manifest_findings(manifest, lot.prepared.texts), *report_findings(lot.prepared, reports)),
        alternatives=sum(trial.role is Role.RIGHT for trial in reports) - 1,  # one is the reference
        misconceptions=len(manifest.misconceptions),
        cases=len(manifest.cases),
        seconds=sum(report.seconds for report in reports.values()),
    )


def with_margins(catalog: Catalog, lot: Lot, linted: Linted) -> Linted:
    """Return what was found with the margins and what they show; raises CatalogError where no solution can be read.

    Imports the solution, and with it TensorFlow: only once all jobs have been started.
    """
    margins = measure(lot.prepared, load_solution(catalog.root, lot.entry))
    found = margin_findings(lot.prepared.manifest, margins)
    return replace(linted, findings=(*linted.findings, *found), margins=margins)
