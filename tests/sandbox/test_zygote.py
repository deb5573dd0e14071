import os
import signal
import subprocess
import sys

import pytest

from grader.sandbox import launch
from grader.sandbox.channel import Limits
from grader.sandbox.launch import Zygote, ZygoteLost, start_zygote
from grader.sandbox.zygote import forked

from .student import PLENTY, call, student, wait_for_end


@pytest.fixture
def own() -> Zygote:
    """Return a zygote that the test may end."""
    return start_zygote()


def test_a_zygote_names_what_confines_its_workers(zygote: Zygote) -> None:
    assert zygote.layers[0].name == "own process"
    assert all(layer.name for layer in zygote.layers)


def test_a_worker_of_a_dead_zygote_is_a_lost_zygote(own: Zygote) -> None:
    own.process.kill()
    own.process.wait()
    with pytest.raises(ZygoteLost):
        own.spawn(Limits())
    own.close()


def test_a_zygote_that_dies_takes_its_workers_along(own: Zygote) -> None:
    worker = own.spawn(Limits())
    own.process.kill()
    own.process.wait()
    wait_for_end(worker.pid)
    with pytest.raises(ZygoteLost):
        list(worker.ask([call(1)], PLENTY))
    assert not worker.alive
    own.close()


def test_a_student_who_may_signal_and_ends_the_zygote_loses_it() -> None:
    own = start_zygote(without=("system calls", "scope"))
    source = "import os\ndef f():\n    os.kill(os.getppid(), 9)\n    while True: pass\n"
    with student(own, source) as ada:
        with pytest.raises(ZygoteLost):
            ada.call()
        wait_for_end(ada.channel.pid)
    own.close()


def test_closing_a_zygote_ends_its_workers(own: Zygote) -> None:
    workers = [own.spawn(Limits()) for _ in range(3)]
    own.close()
    for worker in workers:
        wait_for_end(worker.pid)
        worker.connection.close()
    assert own.process.returncode == -signal.SIGKILL


JUDGE = """
import sys, time
from grader.sandbox import wire
from grader.sandbox.channel import Limits
from grader.sandbox.launch import load, load_request, start_zygote
from grader.submission import Source
zygote = start_zygote()
pids = [zygote.process.pid]
for body in ("while True: pass", "return 1"):
    worker = zygote.spawn(Limits())
    load(worker, load_request(Source("ada.py", (f"def f():\\n    {body}\\n",)), "f"), 60)
    request = wire.encode([[], {}])
    worker.connection.send(wire.REQUEST.pack(wire.CALL, 0, 2, 1000, len(request)) + request)
    pids.append(worker.pid)
print(*pids, flush=True)
sys.stdin.read()
"""


def test_a_judge_that_is_killed_takes_zygote_and_workers_along() -> None:
    command = [sys.executable, "-c", JUDGE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as judge:
        assert judge.stdout is not None
        pids = [int(pid) for pid in judge.stdout.readline().split()]
        assert len(pids) == 3
        for pid in pids:
            os.kill(pid, 0)
        judge.kill()
    for pid in pids:
        wait_for_end(pid)


def test_a_zygote_that_can_not_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch.sys, "executable", "/bin/false")
    with pytest.raises(ZygoteLost, match="the sandbox can't start"):
        start_zygote()


def test_a_machine_without_process_numbers_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    refusals = [1, 2]

    def fork() -> int:
        if refusals:
            raise BlockingIOError(refusals.pop(), "Resource temporarily unavailable")
        return 7

    monkeypatch.setattr("os.fork", fork)
    assert forked() == 7
    refusals.append(1)
    monkeypatch.setattr("grader.sandbox.zygote.PATIENCE", -1.0)
    with pytest.raises(BlockingIOError):
        forked()
