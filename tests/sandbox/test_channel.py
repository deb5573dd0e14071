import os
import signal

import numpy as np
import pytest

from grader.sandbox.channel import AHEAD_BYTES, Answered, Lost, LostWhy, WorkerLost
from grader.sandbox.launch import Zygote
from grader.verdicts import Verdict

from .student import CAP, PLENTY, call, student

SHORT = 0.3  # seconds, for what never answers
BUFFER = 4 << 20  # bytes; more than a socket holds, here and on machines with larger buffers
ECHO = "def f(*args):\n    return args\n"


def assert_the_next_worker_is_right(zygote: Zygote) -> None:
    with student(zygote, ECHO) as bob:
        assert bob.value(1, [2.0]) == (1, [2.0])


def test_answers_come_in_the_order_of_the_requests(zygote: Zygote) -> None:
    with student(zygote, ECHO) as ada:
        replies = ada.ask(*(call(i) for i in range(500)))
    assert replies == [Answered((i,)) for i in range(500)]


def test_answers_and_errors_come_mixed(zygote: Zygote) -> None:
    with student(zygote, "def f(n):\n    return 1 // n\n") as ada:
        kinds = [type(reply).__name__ for reply in ada.ask(*(call(n % 2) for n in range(6)))]
    assert kinds == ["Raised", "Answered"] * 3


@pytest.mark.parametrize(
    ("sent", "answered", "count"),
    [(BUFFER, BUFFER, 3), (AHEAD_BYTES // 8, BUFFER, 12), (BUFFER, 8, 6), (AHEAD_BYTES + 1, 1 << 20, 12), (8, 8, 4000)],
    ids=["large both ways", "small out, large back", "large out, small back", "just over what is ahead", "many small"],
)
def test_more_bytes_than_the_buffers_hold_block_neither_end(
    zygote: Zygote, sent: int, answered: int, count: int
) -> None:
    source = "import numpy as np\ndef f(x, n):\n    return np.full(n, x[0])\n"
    with student(zygote, source) as ada:
        requests = [call(np.full(sent, i % 100, "i1"), answered, cap=answered + 100) for i in range(count)]
        replies = ada.ask(*requests)
    got = [(reply.value.size, reply.value[0], reply.value[-1]) for reply in replies if isinstance(reply, Answered)]
    assert got == [(answered, i % 100, i % 100) for i in range(count)]


def test_an_asker_that_stops_early_leaves_nothing_behind(zygote: Zygote) -> None:
    with student(zygote, ECHO) as ada:
        for turn in range(3):
            replies = ada.channel.ask([call(turn, i, "x" * 1000) for i in range(100)], PLENTY)
            first = next(replies)
            replies.close()
            assert first == Answered((turn, 0, "x" * 1000))
        assert ada.value("next") == ("next",)


def test_requests_are_made_only_as_far_ahead_as_is_written(zygote: Zygote) -> None:
    made = []
    with student(zygote, ECHO) as ada:
        replies = ada.channel.ask((made.append(i) or call(i, "x" * AHEAD_BYTES) for i in range(10)), PLENTY)
        next(replies)
        assert len(made) <= 3
        replies.close()
        assert ada.value(1) == (1,)


DEATHS = {
    "exits": ("os._exit(3)", Lost(LostWhy.EXITED, status=3)),
    "exits as if all were well": ("os._exit(0)", Lost(LostWhy.EXITED, status=0)),
    "ends itself by a signal": ("os.kill(os.getpid(), 15)", Lost(LostWhy.SIGNALLED, signal="SIGTERM")),
    "ends itself by SIGKILL": ("os.kill(os.getpid(), 9)", Lost(LostWhy.SIGNALLED, signal="SIGKILL", killed=True)),
    "ends itself by a real-time signal": ("os.kill(os.getpid(), 40)", Lost(LostWhy.SIGNALLED, signal="signal 40")),
    "aborts": ("os.abort()", Lost(LostWhy.SIGNALLED, signal="SIGABRT")),
    "reads what isn't there": ("ctypes.string_at(0)", Lost(LostWhy.SIGNALLED, signal="SIGSEGV")),
}


@pytest.mark.parametrize(("body", "expected"), DEATHS.values(), ids=DEATHS.keys())
def test_a_worker_that_dies_is_an_error_that_says_how(open_zygote: Zygote, body: str, expected: Lost) -> None:
    source = f"import ctypes, os, faulthandler\nfaulthandler.disable()\ndef f():\n    {body}\n    return 1\n"
    with student(open_zygote, source) as ada:
        lost = ada.lost()
    assert lost == expected
    assert lost.verdict is Verdict.ERROR
    assert_the_next_worker_is_right(open_zygote)


def test_a_worker_that_closes_everything_is_an_error(open_zygote: Zygote) -> None:
    with student(open_zygote, "import os\ndef f():\n    os.closerange(0, 64)\n    return 1\n") as ada:
        assert ada.lost().verdict is Verdict.ERROR
    assert_the_next_worker_is_right(open_zygote)


def test_a_file_that_ends_the_process_loses_the_worker(zygote: Zygote) -> None:
    with pytest.raises(WorkerLost) as caught, student(zygote, "import os\nos._exit(5)\n"):
        pass
    assert caught.value.lost == Lost(LostWhy.EXITED, status=5)
    assert_the_next_worker_is_right(zygote)


def test_answers_before_a_death_count(zygote: Zygote) -> None:
    source = "import os\ndef f(n):\n    return n if n < 3 else os._exit(1)\n"
    got = []
    with student(zygote, source) as ada, pytest.raises(WorkerLost):
        got.extend(ada.channel.ask([call(n) for n in range(6)], PLENTY))
    assert got == [Answered(n) for n in range(3)]


SILENCES = {
    "computes": "while True:\n        pass",
    "computes in NumPy": "while True:\n        np.ones(1000).sum()",
    "sleeps": "time.sleep(1000)",
    "sleeps a little, for ever": "while True:\n        time.sleep(0.001)",
    "waits for a lock": "threading.Event().wait()",
    "minds no signal": "[signal.signal(s, signal.SIG_IGN) for s in (1, 2, 15, 24)]\n    while True:\n        pass",
    "stops itself": "os.kill(os.getpid(), signal.SIGSTOP)",
    "reads its own requests": "os.read(channel(), 1)",
}
FIND = """
import os, signal, stat, struct, threading, time
import numpy as np

def channel():
    return next(fd for fd in range(3, 64) if is_socket(fd))

def is_socket(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False

def frame(status, sequence, length, body=b""):
    data = struct.pack("<BxxxIQ", status, sequence, length) + body
    while data:
        data = data[os.write(channel(), data):]

"""


@pytest.mark.parametrize("body", SILENCES.values(), ids=SILENCES.keys())
def test_a_worker_that_never_answers_is_a_timeout(open_zygote: Zygote, body: str) -> None:
    with student(open_zygote, f"{FIND}def f():\n    {body}\n    return 1\n") as ada:
        lost = ada.lost(seconds=SHORT)
    assert lost.verdict is Verdict.TIMEOUT
    assert lost in (Lost(LostWhy.COMPUTING, SHORT), Lost(LostWhy.WAITING, SHORT))
    assert_the_next_worker_is_right(open_zygote)


def test_a_worker_that_was_lost_is_a_process_no_more(zygote: Zygote) -> None:
    with student(zygote, "def f():\n    while True: pass\n") as ada:
        ada.lost(seconds=SHORT)
        assert not ada.channel.alive
        with pytest.raises(ProcessLookupError):
            os.kill(ada.channel.pid, 0)


# A call's frame has sequence number 2, after that of loading.
FORGERIES = {
    "another sequence number": "frame(1, 99, 1, b'N')",
    "the number of an earlier frame": "frame(1, 1, 1, b'N')",
    "a status that isn't one": "frame(7, 2, 1, b'N')",
    "the status 0": "frame(0, 2, 1, b'N')",
    "a length beyond memory": "frame(1, 2, 1 << 60)",
    "a length just beyond the cap": f"frame(1, 2, {CAP + (16 << 10) + 1})",
    "a negative length": "frame(1, 2, (1 << 64) - 1)",
    "a value of rubbish": "frame(1, 2, 3, b'zzz')",
    "no value": "frame(1, 2, 0)",
    "a value and more": "frame(1, 2, 2, b'NN')",
    "an array beyond its bytes": "frame(1, 2, 13, b'a' + bytes([11, 0, 1, 1]) + struct.pack('<q', 1 << 50))",
    "an error that isn't one": "frame(2, 2, 1, b'N')",
    "an error without its parts": "frame(2, 2, 5, b'd' + bytes(4))",
    "an error of wrong types": "frame(2, 2, 16, b'd\\1\\0\\0\\0s\\5\\0\\0\\0typesN')",
    "zeros without end": "while True:\n        os.write(channel(), bytes(1 << 16))",
    "text": 'os.write(channel(), b\'{"score": 100, "verdict": "PASS"}\')',
}


@pytest.mark.parametrize("body", FORGERIES.values(), ids=FORGERIES.keys())
def test_forged_bytes_cost_an_error(zygote: Zygote, body: str) -> None:
    with student(zygote, f"{FIND}def f():\n    {body}\n    time.sleep(1000)\n") as ada:
        lost = ada.lost()
    assert lost == Lost(LostWhy.NO_ANSWER)
    assert lost.verdict is Verdict.ERROR
    assert_the_next_worker_is_right(zygote)


@pytest.mark.parametrize(
    "body",
    [
        "os.write(channel(), b'\\1')\n    time.sleep(1000)",
        "frame(1, 2, 100, b'N')\n    time.sleep(1000)",
        "frame(1, 2, 100)\n    while True:\n        pass",
        "frame(1, 2, 60_000)\n    while True:\n        os.write(channel(), b'N')\n        time.sleep(0.01)",
    ],
    ids=["a byte and silence", "half a frame and silence", "half a frame and work", "half a frame and a byte at times"],
)
def test_a_frame_that_never_ends_is_a_timeout(zygote: Zygote, body: str) -> None:
    with student(zygote, f"{FIND}def f():\n    {body}\n") as ada:
        assert ada.lost(seconds=SHORT).verdict is Verdict.TIMEOUT
    assert_the_next_worker_is_right(zygote)


def test_a_forged_answer_is_no_more_than_an_answer_and_costs_the_next_one(zygote: Zygote) -> None:
    with student(zygote, f"{FIND}def f():\n    frame(1, 2, 1, b'T')\n    return 5\n") as ada:
        assert ada.value() is True
        assert ada.lost().verdict is Verdict.ERROR


def test_a_worker_that_is_closed_is_closed_once(zygote: Zygote) -> None:
    with student(zygote, ECHO) as ada:
        assert ada.value(1) == (1,)
        assert ada.channel.close() == signal.SIGKILL
        assert ada.channel.close() == 0
