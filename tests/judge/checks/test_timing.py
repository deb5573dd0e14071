"""Where a kernel can't be timed fairly it isn't, and the row says why; a real one is timed."""

import os
import sys
from pathlib import Path

import pytest
from toys import RIGHT_SQUARE, named, source, toy

from grader.course.catalog import Catalog
from grader.grading.job import Job
from grader.grading.machine import allowed_cpus
from grader.grading.rows import grade
from grader.verdicts import CheckReport, Verdict

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="times nothing elsewhere")
NO_CPU = 1 << 12  # more than any machine of ours has


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own, for the lock."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def timed(catalog: Catalog, cpu: int | None) -> CheckReport:
    """Return the timed check of a right answer, by a job that pins itself to this CPU."""
    with Job(cpu) as job:
        report = grade(toy(catalog, "weighted_square"), source(RIGHT_SQUARE), job, timing=True)
    speed = named(report, "speed")
    assert report.verdict is Verdict.PASS
    assert report.max_score == 8.0 + 2.0 * (speed.verdict is not Verdict.SKIPPED)
    return speed


def test_a_right_answer_is_timed_on_a_core_of_its_own(toy_catalog: Catalog) -> None:
    speed = timed(toy_catalog, allowed_cpus()[0])
    assert speed.verdict in (Verdict.PASS, Verdict.FAIL)
    assert "× the reference's time" in speed.message


@pytest.mark.parametrize("cpu", [None, NO_CPU])
def test_a_job_that_is_not_pinned_skips_timing(toy_catalog: Catalog, cpu: int | None) -> None:
    speed = timed(toy_catalog, cpu)
    assert (speed.verdict, speed.message) == (Verdict.SKIPPED, "not timed: this process isn't pinned to a core")


def test_a_machine_that_forbids_pinning_skips_timing(toy_catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_pid: int, _cpus: set[int]) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "sched_setaffinity", forbidden)
    if len(allowed_cpus()) > 1:
        assert timed(toy_catalog, allowed_cpus()[0]).verdict is Verdict.SKIPPED


def test_a_lock_that_can_not_be_had_skips_timing(toy_catalog: Catalog, cache: Path) -> None:
    cache.write_text("no folder")
    speed = timed(toy_catalog, allowed_cpus()[0])
    assert speed.verdict is Verdict.SKIPPED
    assert speed.message.startswith("not timed: no folder of your own")
