"""Pieces of work in processes that die, are stopped, or are given up: real ones."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grader.grading.job import Job
from grader.grading.jobs import JobLost, Jobs, Work


def process_id(_job: Job, piece: Any) -> tuple[int, int]:
    return os.getpid(), len(piece)


def die(_job: Job, path: str) -> str:
    """End the process at the first time of asking, or where there is no file to remember that, at every time."""
    if not path or not Path(path).exists():
        if path:
            Path(path).touch()
        os._exit(1)
    return "alive"


def upper(_job: Job, piece: bytes) -> bytes:
    return piece.upper()


def sleep(_job: Job, seconds: float) -> float:
    time.sleep(seconds)
    return seconds


@pytest.fixture
def jobs() -> Iterator[Callable[[int, Work], Jobs]]:
    """Return a function that gives jobs; they end with the test."""
    made: list[Jobs] = []

    def make(number: int, work: Work) -> Jobs:
        made.append(Jobs(number, work))
        return made[-1]

    yield make
    for each in made:
        each.cancel()
        each.close()
    assert multiprocessing.active_children() == []


def test_pieces_larger_than_any_pipe_go_there_and_results_back(jobs: Callable[..., Jobs]) -> None:
    pool = jobs(2, upper)
    pieces = [bytes([97 + i]) * (1 << 20) for i in range(6)]
    with ThreadPoolExecutor(2) as executor:
        assert list(executor.map(pool.do, pieces)) == [piece.upper() for piece in pieces]


def test_a_job_is_started_once_and_serves_all(jobs: Callable[..., Jobs]) -> None:
    pool = jobs(1, process_id)
    (first, length), (second, _) = pool.do(b"abc"), pool.do(b"")
    assert first == second != os.getpid()
    assert length == 3


def test_a_piece_whose_job_died_is_done_in_another(jobs: Callable[..., Jobs], tmp_path: Path) -> None:
    assert jobs(1, die).do(str(tmp_path / "died")) == "alive"


def test_a_piece_that_ends_two_jobs_is_lost_and_the_next_is_done(jobs: Callable[..., Jobs], tmp_path: Path) -> None:
    pool = jobs(1, die)
    with pytest.raises(JobLost):
        pool.do("")
    assert pool.do(str(tmp_path / "died")) == "alive"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_job_that_is_killed_while_idle_costs_nothing(jobs: Callable[..., Jobs], number: int) -> None:
    pool = jobs(1, process_id)
    first, _ = pool.do(b"")
    os.kill(first, number)
    second, _ = pool.do(b"")
    assert second != first


def test_work_under_way_is_given_up_at_once(jobs: Callable[..., Jobs]) -> None:
    pool = jobs(1, sleep)
    found: list[BaseException | None] = []
    started = time.monotonic()
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(pool.do, 600.0)
        while not multiprocessing.active_children():
            time.sleep(0.01)
        pool.cancel()
        found.append(future.exception(60))
    assert isinstance(found[0], CancelledError)
    assert time.monotonic() - started < 60
    with pytest.raises(CancelledError):
        pool.do(0.0)


def test_a_stopped_job_is_ended_too(jobs: Callable[..., Jobs]) -> None:
    pool = jobs(2, process_id)
    process, _ = pool.do(b"")
    os.kill(process, signal.SIGSTOP)
    closing = threading.Thread(target=lambda: (pool.cancel(), pool.close()))
    closing.start()
    closing.join(60)
    assert not closing.is_alive()


def takes(_job: Job, size: int) -> str:
    try:
        bytearray(size)
    except MemoryError:
        return "refused"
    return "given"


def test_a_job_fails_before_the_machine_has_no_memory_left(
    jobs: Callable[[int, Work], Jobs],
) -> None:
    pool = jobs(1, takes)
    assert pool.do(1 << 20) == "given"
    if sys.platform == "linux":
        assert pool.do(3 << 30) == "refused"
