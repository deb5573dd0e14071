"""How many rows run at once."""

import os
from pathlib import Path

import pytest

from grader.grading import machine


@pytest.mark.parametrize(
    ("text", "granted"),
    [("max 100000\n", None), ("200000 100000\n", 2.0), ("50000 100000\n", 0.5), ("150000 100000", 1.5)],
)
def test_a_quota_is_a_number_of_cpus(tmp_path: Path, text: str, granted: float | None) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert machine.quota(tmp_path / "cpu.max") == granted


@pytest.mark.parametrize("text", ["", "max", "one two\n", "1 2 3\n", "100000 x"])
def test_a_quota_that_cannot_be_read_is_no_bound(tmp_path: Path, text: str) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert machine.quota(tmp_path / "cpu.max") is None
    assert machine.quota(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("cpus", "granted", "jobs"),
    [(4, None, 4), (4, 2.0, 2), (4, 1.9, 1), (4, 0.5, 1), (2, 16.0, 2), (1, None, 1)],
)
def test_jobs_are_the_allowed_cpus_within_the_quota_and_at_least_one(
    monkeypatch: pytest.MonkeyPatch, cpus: int, granted: float | None, jobs: int
) -> None:
    monkeypatch.setattr(machine, "allowed_cpus", lambda: list(range(cpus)))
    monkeypatch.setattr(machine, "quota", lambda: granted)
    assert machine.default_jobs() == jobs


def test_allowed_cpus_are_those_of_this_process() -> None:
    found = machine.allowed_cpus()
    assert found
    assert found == sorted(set(found))
    if hasattr(os, "sched_getaffinity"):
        assert set(found) == os.sched_getaffinity(0)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this platform can't pin")
def test_pinning_says_whether_it_is_so() -> None:
    before = machine.allowed_cpus()
    assert machine.pin(before[:1])
    assert machine.allowed_cpus() == before[:1]
    assert not machine.pin([1 << 12])
    assert machine.allowed_cpus() == before[:1]
    assert machine.pin(before)
