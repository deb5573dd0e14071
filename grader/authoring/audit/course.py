"""Audits the exercises of a course: prepares what is stale, then grades each mutant of each reference."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader.authoring.audit import Audited, audit_mutants, lot, references
from grader.course.catalog import PUBLIC_SEED, Catalog, Entry
from grader.prepared.client import prepare_stale
from grader.progress import Progress


def audit(catalog: Catalog, entries: Sequence[Entry], jobs: int, progress: Progress) -> list[Audited]:
    """Return what became of the mutants of each exercise; raises CatalogError, PreparingFailed."""
    prepare_stale(catalog, entries, PUBLIC_SEED, progress)
    lots = [lot(catalog, entry, PUBLIC_SEED) for entry in entries]
    seconds = references(lots, jobs)
    with (
        tempfile.TemporaryDirectory(prefix="grader-audit-") as folder,
        progress("grading mutants", sum(len(one.mutants) for one in lots)) as bar,
    ):
        return audit_mutants(lots, seconds, Path(folder), jobs, bar.advance)
