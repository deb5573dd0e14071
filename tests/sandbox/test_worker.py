import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import wire
from grader.sandbox.channel import Answered, Limits, Raised, Request, died
from grader.sandbox.launch import THREADS, Zygote, start_zygote
from grader.sandbox.profiles import NUMPY
from grader.sandbox.streams import MAX_OUTPUT
from grader.sandbox.wire import Function, Outline, Rng, Why
from grader.sandbox.worker import MAX_MESSAGE
from grader.verdicts import Verdict

from .student import call, student


def test_arguments_arrive_as_they_were_sent(zygote: Zygote) -> None:
    source = """
def f(x, y, rng, twice, *rest, axis=0):
    return {
        "x": [x.flags.f_contiguous, x.flags.writeable, x.strides[0] < 0],
        "y": [y.flags.f_contiguous, y.flags.writeable, y.strides[0] < 0],
        "draw": rng.random(),
        "called": twice(4.0),
        "rest": rest,
        "axis": axis,
    }
"""
    x = np.asfortranarray(np.eye(3))
    x.flags.writeable = False
    with student(zygote, source) as ada:
        got = ada.value(x, np.arange(3.0)[::-1], Rng(5), Function("def twice(v):\n    return 2 * v\n"), "a", axis=1)
    assert got == {
        "x": [True, False, False],
        "y": [False, True, True],
        "draw": np.array(np.random.Generator(np.random.PCG64(5)).random()),
        "called": 8.0,
        "rest": ("a",),
        "axis": 1,
    }


def test_an_answer_larger_than_its_cap_says_its_shape(zygote: Zygote) -> None:
    with student(zygote, "import numpy as np\ndef f(n):\n    return np.zeros((n, n))\n") as ada:
        (reply,) = ada.ask(call(1000, cap=1000))
        assert reply == Answered(Outline("float64 array", (1000, 1000), Why.LARGER_ARRAY))


def test_an_error_says_its_types_its_text_and_the_last_line_of_the_students(zygote: Zygote) -> None:
    source = """import numpy as np

class ShapeError(ValueError):
    pass

def check(x):
    if x.size == 0:
        raise ShapeError("nothing in it")

def f(x):
    check(x)
    return np.linalg.inv(x)
"""
    with student(zygote, source) as ada:
        assert ada.error(np.zeros(0)) == Raised(("ShapeError", "ValueError", "Exception"), "nothing in it", "", 0, 8)
        error = ada.error(np.zeros((2, 2)))
        assert (error.types[:2], error.text, error.line) == (("LinAlgError", "ValueError"), "Singular matrix", 12)


ODD_ERRORS = {
    "exits": ("import sys\n    sys.exit(3)", ("SystemExit",), "3"),
    "is interrupted": ("raise KeyboardInterrupt", ("KeyboardInterrupt",), ""),
    "raises what has no text": ("raise E", ("E", "Exception"), "(its text can't be read)"),
    "raises a long text": ("raise ValueError('x' * 10**6)", ("ValueError", "Exception"), "x" * MAX_MESSAGE),
    "raises half a character": ("raise ValueError('\\ud800')", ("ValueError", "Exception"), "\ud800"),
    "calls itself": (
        "return f(1)",
        ("RecursionError", "RuntimeError", "Exception"),
        "maximum recursion depth exceeded",
    ),
}


@pytest.mark.parametrize(("body", "types", "text"), ODD_ERRORS.values(), ids=ODD_ERRORS.keys())
def test_a_function_that_fails_oddly_raises_and_the_worker_goes_on(
    zygote: Zygote, body: str, types: tuple[str, ...], text: str
) -> None:
    source = f"""
class E(Exception):
    def __str__(self):
        return 3

def f(*fail):
    if not fail:
        return 1
    {body}
"""
    with student(zygote, source) as ada:
        error = ada.error(1)
        assert error.types == types
        assert error.text.startswith(text)
        assert len(error.text) <= MAX_MESSAGE
        assert ada.value() == 1


@pytest.mark.parametrize("body", ["np.ones(1 << 28)", "bytearray(1 << 31)", "[0] * (1 << 29)"])
def test_too_much_memory_is_a_memory_error_and_the_worker_goes_on(zygote: Zygote, body: str) -> None:
    source = f"import numpy as np\ndef f(much):\n    return len({body}) if much else 1\n"
    with student(zygote, source, limits=Limits(memory=1 << 30)) as ada:
        assert "MemoryError" in ada.error(True).types
        assert ada.value(False) == 1


def test_memory_is_counted_beyond_the_zygotes_own(zygote: Zygote) -> None:
    source = "import numpy as np\ndef f(n):\n    return float(np.ones(n << 17)[-1])\n"
    with student(zygote, source, limits=Limits(memory=256 << 20)) as ada:
        assert ada.value(128) == 1.0
        assert "MemoryError" in ada.error(257).types


CHANGES = "def f(x, k, rng):\n    x += 1\n    k.append(rng.random())\n    return x\n"


def test_held_shows_the_arguments_as_they_are_now(zygote: Zygote) -> None:
    draw = np.random.Generator(np.random.PCG64(1)).random()
    with student(zygote, CHANGES) as ada:
        ada.ask(call(np.zeros(2), [], Rng(1), slot=1), call(np.full(2, 5.0), [], Rng(1), slot=2))
        first, second = ada.ask(Request(wire.HELD, slot=1, cap=1 << 16), Request(wire.HELD, slot=2, cap=1 << 16))
    assert isinstance(first, Answered)
    assert isinstance(second, Answered)
    (x, k, rng), kwargs = first.value
    assert (x.tolist(), k, rng, kwargs) == ([1.0, 1.0], [draw], None, {})
    assert second.value[0][0].tolist() == [6.0, 6.0]


def test_again_calls_with_the_held_objects_and_a_generator_made_anew(zygote: Zygote) -> None:
    with student(zygote, CHANGES) as ada:
        ada.ask(call(np.zeros(2), [], rng=Rng(1), slot=1))
        again, held = ada.ask(Request(wire.AGAIN, slot=1, cap=1 << 16), Request(wire.HELD, slot=1, cap=1 << 16))
    assert isinstance(again, Answered)
    assert isinstance(held, Answered)
    assert again.value.tolist() == [2.0, 2.0]
    drawn = held.value[0][1]
    assert len(drawn) == 2
    assert drawn[0] == drawn[1]


def test_kept_sends_an_earlier_answer_as_it_is_now(zygote: Zygote) -> None:
    source = "import numpy as np\nbuffer = np.zeros(2)\ndef f(v):\n    buffer[:] = v\n    return buffer\n"
    kept = Request(wire.KEPT, slot=1, cap=1 << 16)
    with student(zygote, source) as ada:
        replies = ada.ask(call(1.0, slot=1), kept, call(2.0, slot=2), kept)
    assert [r.value.tolist() for r in replies if isinstance(r, Answered)] == [[1, 1], [1, 1], [2, 2], [2, 2]]


def test_an_iterator_is_kept_as_the_list_that_it_gave(zygote: Zygote) -> None:
    with student(zygote, "def f(n):\n    yield from range(n)\n") as ada:
        assert ada.ask(call(3, slot=1), Request(wire.KEPT, slot=1, cap=1 << 16)) == [Answered([0, 1, 2])] * 2


def test_what_is_printed_is_kept_up_to_a_bound_and_changes_no_answer(zygote: Zygote) -> None:
    source = """
import os, sys
print("loading")
def f(n):
    os.write(1, b"x" * 100_000)
    os.write(2, b"x" * 100_000)
    for _ in range(n):
        print("many words " * 1000, file=sys.stderr)
    return 1
"""
    with student(zygote, source) as ada:
        assert ada.value(1000) == 1
        (printed,) = ada.ask(Request(wire.OUTPUT, cap=1 << 20))
        assert isinstance(printed, Answered)
        assert len(printed.value) == MAX_OUTPUT
        assert printed.value.startswith("loading\nmany words ")


def test_warnings_are_silent(zygote: Zygote) -> None:
    with student(zygote, "import numpy as np\ndef f():\n    return float(np.float64(1) / np.zeros(1)[0])\n") as ada:
        assert ada.value() == float("inf")
        assert ada.ask(Request(wire.OUTPUT, cap=1 << 16)) == [Answered("")]


def test_a_worker_has_null_stdio_its_channel_and_no_other_descriptor(zygote: Zygote) -> None:
    source = """
import os, stat
def open_here():
    for fd in range(4096):
        try:
            yield fd, os.fstat(fd)
        except OSError:
            pass

def f():
    null = os.stat(os.devnull).st_rdev
    return [[fd, "null" if s.st_rdev == null else "socket" if stat.S_ISSOCK(s.st_mode) else "other"]
            for fd, s in open_here()]
"""
    with student(zygote, "def f(): pass\n"), student(zygote, source) as ada:
        found = ada.value()
        assert found[:3] == [[0, "null"], [1, "null"], [2, "null"]]
        assert [kind for _, kind in found[3:]] == ["socket"]


@pytest.mark.parametrize("body", ["sys.stdin.read()", "sys.stdin.readline()", "os.read(0, 10).decode()", "asked()"])
def test_standard_input_is_empty(zygote: Zygote, body: str) -> None:
    source = f"""
import os, sys
def asked():
    try:
        return input("name? ")
    except EOFError:
        return ""

def f():
    return {body}
"""
    with student(zygote, source) as ada:
        assert ada.value() == ""


def test_the_environment_holds_nothing_of_the_judges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_SECRET", "seed 7")
    monkeypatch.setenv("MKL_CBWR", "COMPATIBLE")  # decides how a product is rounded, and no more
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    zygote = start_zygote(replace(NUMPY, environment=(("ADDED", "1"),)))
    try:
        with student(zygote, "import os\ndef f():\n    return dict(os.environ)\n") as ada:
            assert ada.value() == {**THREADS, "MKL_CBWR": "COMPATIBLE", "LC_ALL": "C.UTF-8", "ADDED": "1"}
        own = "def f():\n    return open('/proc/self/environ').read()\n"
        with student(zygote, own) as ada:
            assert "seed 7" not in str(ada.call())
    finally:
        zygote.close()


def test_the_working_folder_is_not_the_judges(zygote: Zygote) -> None:
    with student(zygote, "import os\ndef f():\n    return os.getcwd()\n") as ada:
        assert ada.value() == "/"


LIMITS = """
import resource
def f():
    return {name: list(resource.getrlimit(getattr(resource, name)))
            for name in ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CPU", "RLIMIT_AS")}
"""


def test_the_limits_are_in_force(zygote: Zygote) -> None:
    limits = Limits(load_seconds=7, total_seconds=20, memory=1 << 30)
    with student(zygote, LIMITS, limits=limits) as ada:
        found = ada.value()
    cpu, hard = found.pop("RLIMIT_CPU")
    assert 27 <= cpu < hard < 60
    address_space = found.pop("RLIMIT_AS")
    assert address_space[0] == address_space[1]
    assert (1 << 30) < address_space[0] < (1 << 30) + (2 << 30)
    assert found == {"RLIMIT_CORE": [0, 0], "RLIMIT_FSIZE": [0, 0], "RLIMIT_NOFILE": [64, 64]}


def test_limits_can_not_be_raised_again_by_who_is_not_root() -> None:
    program = """
import os, resource
from grader.sandbox.confine import limit_resources
if os.getuid() == 0:
    os.setuid(65534)
limit_resources(1 << 30, 5)
for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_AS, resource.RLIMIT_CPU):
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except ValueError:
        print("refused")
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("refused\n" * 4, "")


def test_no_byte_is_written_to_a_file(zygote: Zygote, tmp_path: Path) -> None:
    target = tmp_path / "written"
    target.write_bytes(b"kept")
    source = "def f(path):\n    with open(path, 'ab', buffering=0) as file:\n        return file.write(b'more')\n"
    with student(zygote, source) as ada:
        assert "OSError" in ada.error(str(target)).types
    assert target.read_bytes() == b"kept"


def test_a_worker_that_uses_up_its_cpu_time_is_told_from_one_that_was_killed() -> None:
    program = "from grader.sandbox.confine import limit_resources\nlimit_resources(1 << 30, 1)\nwhile True: pass\n"
    run = subprocess.run([sys.executable, "-c", program])
    assert run.returncode == -signal.SIGXCPU
    assert died(signal.SIGXCPU).verdict is Verdict.TIMEOUT
    assert died(signal.SIGKILL).verdict is Verdict.ERROR


def test_one_students_worker_knows_nothing_of_the_one_before(zygote: Zygote) -> None:
    source = "import numpy\nseen = hasattr(numpy, 'mark')\nnumpy.mark = 1\ndef f():\n    return seen\n"
    with student(zygote, source) as ada, student(zygote, source) as bob:
        assert (ada.value(), bob.value()) == (False, False)
        assert ada.channel.pid != bob.channel.pid
