"""Preparing with a progress bar, for the commands that need it."""

from collections.abc import Sequence

from grader import preparing
from grader.catalog import Catalog, Entry
from grader.cli.progress import progress
from grader.prepared.messages import Made


def prepare_stale(catalog: Catalog, entries: Sequence[Entry], seed: int) -> int:
    """Prepare what is missing or stale and return how many that were; raises PreparingFailed."""
    stale = preparing.stale(catalog, entries, seed)
    if not stale:
        return 0
    with progress("preparing (starts TensorFlow first)", len(stale)) as bar:

        def told(made: Made) -> None:
            what = f"{made.cases} cases" if made.cases else "texts"
            bar.advance(f"prepared {made.slug}: {what} in {made.seconds:.1f} s")

        preparing.prepare(catalog, stale, seed, told)
    return len(stale)
