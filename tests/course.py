"""This repository's own exercises as tests use them: prepared once, whoever comes first."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.course.catalog import PREPARED, Catalog, read_catalog
from grader.prepared import client as preparing

ROOT = Path(__file__).parent.parent


def course(seed: int, *slugs: str) -> Catalog:
    """Return the catalogue of the repository with these exercises prepared; takes seconds where they are stale."""
    catalog = read_catalog(ROOT)
    (ROOT / PREPARED).mkdir(exist_ok=True)
    with locked(ROOT / PREPARED / "tests.lock"):
        stale = preparing.stale(catalog, catalog.choose(slugs), seed)
        if stale:
            preparing.prepare(catalog, stale, seed, lambda _made: None)
    return catalog


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock that the processes of pytest-xdist, and of another run of the tests, respect."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def shared_by_workers(factory: pytest.TempPathFactory) -> Path:
    """Return a temporary folder of this run that all processes of pytest-xdist see."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
