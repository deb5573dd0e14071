"""Lints the exercises of a course: first their files, then what is prepared from them, then how it grades."""

import os
from collections.abc import Collection, Sequence

from grader.authoring.lint import Finding, Linted, lint_prepared, made_up, with_margins
from grader.authoring.lint.sources import file_findings, solution_path, solutions_without_stub
from grader.course.catalog import PUBLIC_SEED, SOLUTIONS, Catalog, Entry
from grader.errors import UsageProblem
from grader.prepared.client import PreparingFailed, prepare_stale
from grader.progress import Progress


def lone_solutions(catalog: Catalog, exercises: Collection[str]) -> list[Finding]:
    """Return a finding for each solution without a stub, where no exercise is picked; raises UsageProblem in a pack."""
    if not (catalog.root / SOLUTIONS).is_dir():
        raise UsageProblem(f"there is no `{SOLUTIONS}/` in {catalog.root}", hint="lint is for the course's own folder")
    return [] if exercises else list(solutions_without_stub(catalog))


def lint(catalog: Catalog, entries: Sequence[Entry], jobs: int, progress: Progress) -> list[Linted]:
    """Return what is found in the exercises, in their order; one with findings in its files isn't graded.

    Raises PreparingFailed where nothing can be prepared here.
    """
    done: dict[str, Linted] = {}
    for entry in entries:
        findings = file_findings(entry)
        if findings:
            done[entry.exercise] = Linted(entry.exercise, tuple(findings))
    done |= refused(catalog, [entry for entry in entries if entry.exercise not in done], progress)
    lots = [made_up(catalog, entry, PUBLIC_SEED) for entry in entries if entry.exercise not in done]
    with progress("grading made-up submissions", sum(len(lot.rows) for lot in lots)) as bar:
        graded = lint_prepared(lots, jobs, bar.advance) if lots else []
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # the oracles' TensorFlow is talkative
    with progress("measuring margins", len(lots)) as bar:
        for lot, linted in zip(lots, graded, strict=True):
            done[linted.exercise] = with_margins(catalog, lot, linted)
            bar.advance()
    return [done[entry.exercise] for entry in entries]


def refused(catalog: Catalog, entries: Sequence[Entry], progress: Progress) -> dict[str, Linted]:
    """Prepare what is stale and return the exercises that were refused; raises PreparingFailed where all would be."""
    found: dict[str, Linted] = {}
    while True:
        left = [entry for entry in entries if entry.exercise not in found]
        try:
            prepare_stale(catalog, left, PUBLIC_SEED, progress)
        except PreparingFailed as error:
            if not error.slug:
                raise
            entry = catalog.find(error.slug)
            message = f"can't be prepared: {error}" + (f" ({error.hint})" if error.hint else "")
            found[entry.exercise] = Linted(entry.exercise, (Finding(solution_path(entry), message),))
        else:
            return found
