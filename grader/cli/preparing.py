"""Preparing with a progress bar, for the commands that need it."""

from collections.abc import Sequence

from grader.cli.progress import progress
from grader.course.catalog import Catalog, Entry
from grader.prepared import client as preparing


def prepare_stale(catalog: Catalog, entries: Sequence[Entry], seed: int) -> int:
    """Prepare what is missing or stale and return how many that were; raises PreparingFailed."""
    return preparing.prepare_stale(catalog, entries, seed, progress)
