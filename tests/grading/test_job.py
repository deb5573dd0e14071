"""What a job owns: zygotes that are closed when they are replaced and when it ends, exercises read once, its CPU."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from toys import RIGHT, SEED, source, toy

from grader.course.catalog import Catalog
from grader.grading.job import Job
from grader.grading.jobs import Jobs
from grader.grading.machine import allowed_cpus
from grader.grading.rows import Row, grade, grade_row
from grader.prepared.folder import PROPERTIES, Blobs, write_prepared
from grader.sandbox import launch
from grader.sandbox.launch import Workers, Zygote, start_zygote
from grader.sandbox.profiles import NUMPY, TIMING, Profile
from grader.verdicts import Verdict

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes and descriptors as Linux has them")


def ended(zygote: Workers) -> bool:
    """Return whether a zygote's process has been waited for, so that not even a zombie is left."""
    assert isinstance(zygote, Zygote)
    return zygote.process.returncode is not None and not Path(f"/proc/{zygote.process.pid}").exists()


@contextmanager
def nothing_left_open() -> Iterator[None]:
    descriptors = Path("/proc/self/fd")
    before = len([*descriptors.iterdir()])
    yield
    assert len([*descriptors.iterdir()]) == before


def test_a_zygote_is_started_when_it_is_first_needed_and_once_a_profile() -> None:
    asked: list[Profile] = []

    def counted(profile: Profile) -> Workers:
        asked.append(profile)
        return start_zygote(profile)

    with Job(start=counted) as job:
        assert asked == []
        assert job.zygote(NUMPY) is job.zygote(NUMPY)
        assert job.zygote(TIMING) is not job.zygote(NUMPY)
    assert asked == [NUMPY, TIMING]


@linux
def test_a_zygote_that_is_replaced_is_gone_and_its_descriptors_are_closed() -> None:
    with Job() as job, nothing_left_open():
        first, second = job.zygote(NUMPY), job.zygote(TIMING)
        assert isinstance(first, Zygote)
        first.process.kill()  # it dies by itself, and is a zombie until somebody waits
        job.end_zygotes()
        assert ended(first)
        assert ended(second)


@linux
def test_code_that_ends_its_zygotes_leaves_no_process_and_no_descriptor(toy_catalog: Catalog) -> None:
    started: list[Workers] = []

    def open_zygote(profile: Profile) -> Workers:
        started.append(start_zygote(profile, without=("system calls", "scope")))
        return started[-1]

    prepared = toy(toy_catalog)
    kills = source("import os\ndef scale_and_shift(x, a=1.0):\n    os.kill(os.getppid(), 9)\n    while True: pass\n")
    with nothing_left_open(), Job(start=open_zygote) as job:
        row = Row("ada", prepared.folder, prepared.manifest.key, kills, timing=False)
        assert grade_row(job, row).report.verdict is Verdict.ERROR
        assert [ended(zygote) for zygote in started] == [True, True]
        assert grade_row(job, replace(row, source=source(RIGHT))).report.verdict is Verdict.PASS
    assert [ended(zygote) for zygote in started] == [True, True, True]


@linux
def test_a_zygote_that_dies_while_it_times_leaves_no_descriptor(toy_catalog: Catalog) -> None:
    def mortal(profile: Profile) -> Workers:
        return start_zygote(profile, without=("system calls", "scope") if profile == TIMING else ())

    prepared = toy(toy_catalog, "weighted_square")
    tell = f"import os\nif {TIMING.environment[0][0]!r} in os.environ:\n    os.kill(os.getppid(), 9)\n"
    code = f"{tell}def weighted_square(x, w):\n    return (w * x**2).sum(), {{'x': 2 * w * x, 'w': x**2}}\n"
    with nothing_left_open(), Job(allowed_cpus()[0], start=mortal) as job:
        row = Row("ada", prepared.folder, prepared.manifest.key, source(code))
        assert grade_row(job, row).report.verdict is Verdict.ERROR


@linux
def test_a_job_that_ends_ends_its_zygotes() -> None:
    with nothing_left_open():
        with Job() as job:
            zygotes = [job.zygote(NUMPY), job.zygote(TIMING)]
        assert all(map(ended, zygotes))


@linux
def test_a_zygote_that_can_not_be_started_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch.sys, "executable", "/nowhere/python")
    with nothing_left_open(), Job() as job, pytest.raises(OSError, match="nowhere"):
        job.zygote(NUMPY)


def test_two_jobs_share_nothing(toy_catalog: Catalog) -> None:
    prepared = toy(toy_catalog)
    place = prepared.folder, prepared.manifest.key
    with Job() as one, Job() as other:
        assert one.zygote(NUMPY) is not other.zygote(NUMPY)
        assert one.prepared(*place) is one.prepared(*place)
        assert one.prepared(*place) is not other.prepared(*place)
        one.end_zygotes()
        assert grade(prepared, source(RIGHT), other).verdict is Verdict.PASS


def test_a_prepared_exercise_is_read_again_when_its_key_changes(toy_catalog: Catalog, tmp_path: Path) -> None:
    prepared = toy(toy_catalog)
    blobs = Blobs()
    for blob in prepared.blobs:
        blobs.add(bytes(blob))
    folder, job = tmp_path / "scale_and_shift", Job()
    for seed in (SEED, SEED + 1):
        manifest = msgspec.structs.replace(prepared.manifest, key=f"key {seed}", seed=seed)
        write_prepared(folder, manifest, blobs, {PROPERTIES: (prepared.folder / PROPERTIES).read_bytes()})
        assert job.prepared(folder, f"key {seed}").manifest.seed == seed


def is_pinned(job: Job, cpu: int) -> tuple[bool, bool]:
    return job.pinned, os.sched_getaffinity(0) == {cpu}


@linux
def test_a_job_of_a_run_is_pinned_and_says_so() -> None:
    jobs = Jobs(1, is_pinned)
    try:
        assert jobs.do(allowed_cpus()[0]) == (True, True)
    finally:
        jobs.cancel()
        jobs.close()


@linux
def test_a_job_lets_go_of_its_core() -> None:
    before = allowed_cpus()
    with Job(before[-1]) as job:
        assert job.pinned
        assert allowed_cpus() == before[-1:]
    assert allowed_cpus() == before
    assert not job.pinned


def test_a_job_that_was_not_asked_to_is_not_pinned() -> None:
    assert not Job().pinned
