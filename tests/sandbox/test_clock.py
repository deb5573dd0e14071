import time
from pathlib import Path

from grader.sandbox import wire
from grader.sandbox.clock import cpu_seconds
from grader.sandbox.launch import Zygote

from .student import PLENTY, call, student


def wait_until_idle(pid: int) -> None:
    """Wait until the process waits for something itself."""
    end = time.monotonic() + PLENTY
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        assert time.monotonic() < end


def test_an_idle_worker_reads_exactly_the_same_twice(zygote: Zygote) -> None:
    with student(zygote, "def f():\n    return sum(range(10**5))\n") as ada:
        assert ada.value() == 4999950000
        wait_until_idle(ada.channel.pid)
        first = cpu_seconds(ada.channel.pid)
        assert first
        assert {cpu_seconds(ada.channel.pid) for _ in range(1000)} == {first}


def test_a_computing_worker_reads_more_and_more(zygote: Zygote) -> None:
    with student(zygote, "def f():\n    while True: pass\n") as ada:
        body = call().body
        ada.channel.connection.send(wire.REQUEST.pack(wire.CALL, 0, 2, 1000, len(body)) + body)
        end, seen = time.monotonic() + PLENTY, {cpu_seconds(ada.channel.pid)}
        while len(seen) < 5:
            seen.add(cpu_seconds(ada.channel.pid))
            assert time.monotonic() < end
        assert None not in seen


def test_a_process_that_has_gone_has_no_clock(zygote: Zygote) -> None:
    with student(zygote, "def f():\n    return 1\n") as ada:
        pid = ada.channel.pid
    assert cpu_seconds(pid) is None


def test_a_number_that_is_no_process_has_no_clock() -> None:
    assert cpu_seconds(2**40) is None
