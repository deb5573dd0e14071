"""What tests of several folders share: a zygote, and a small prepared catalogue, made once by each test process."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from toys import CATALOGUE, SEED, Grade, Load, source, toy

from grader.course.catalog import Catalog, read_catalog
from grader.grading.job import Job
from grader.grading.rows import grade
from grader.judge.subject import Subject
from grader.sandbox.channel import Limits
from grader.sandbox.launch import Zygote, start_zygote
from grader.sandbox.profiles import NUMPY
from grader.verdicts import Report


@pytest.fixture(scope="session")
def job() -> Iterator[Job]:
    """Return a job, not pinned; whoever ends its zygotes takes one of their own instead."""
    with Job() as running:
        yield running


@pytest.fixture(scope="session")
def zygote(job: Job) -> Zygote:
    """Return the job's zygote; whoever ends it starts one of their own instead."""
    running = job.zygote(NUMPY)
    assert isinstance(running, Zygote)
    return running


@pytest.fixture(scope="session")
def open_zygote() -> Iterator[Zygote]:
    """Return a zygote whose workers may signal, as on a machine without seccomp and Landlock's scopes."""
    running = start_zygote(without=("system calls", "scope"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def toy_catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Return a copy of tests/catalogue with its exercises prepared; not to be changed."""
    from grader.authoring.prepare import prepare  # noqa: PLC0415 - Hypothesis is slow to import, for tests without it

    root = tmp_path_factory.mktemp("toys") / "course"
    shutil.copytree(CATALOGUE, root, ignore=shutil.ignore_patterns("__pycache__"))
    catalog = read_catalog(root)
    for entry in catalog.entries.values():
        prepare(catalog, entry, SEED)
    return catalog


@pytest.fixture
def grade_toy(toy_catalog: Catalog, job: Job) -> Grade:
    """Return a function that grades a file's text; keywords change fields of the exercise's manifest."""

    def graded(code: str, slug: str = "scale_and_shift", **changes: Any) -> Report:
        return grade(toy(toy_catalog, slug, **changes), source(code), job)

    return graded


@pytest.fixture
def loaded(toy_catalog: Catalog, zygote: Zygote) -> Iterator[Load]:
    """Return a function that loads a file's text into a worker, for tests that run one check."""
    runs: list[Subject] = []

    def load(code: str, slug: str = "scale_and_shift", **changes: Any) -> Subject:
        prepared = toy(toy_catalog, slug, **changes)
        manifest = prepared.manifest
        limits = Limits(manifest.call_seconds, manifest.load_seconds, manifest.total_seconds)
        runs.append(Subject(prepared, source(code), manifest.entry, zygote, limits))
        assert runs[-1].start() is None
        return runs[-1]

    yield load
    for run in runs:
        run.close()
