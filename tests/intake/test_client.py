"""The stream of rows: each once, whatever happens to the process that gives them."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.intake import client
from grader.intake.client import IntakeError, collect, read_file
from grader.verdicts import Verdict

from .conftest import RELU, STUBS, Build, relu_of, rows

HEADER = '{"exercises":["relu","tanh"],"students":[{"id":"ada","name":"ada"},{"id":"bob","name":"bob"}],"notes":[]}'
Fake = Callable[[str], None]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Return a function that puts a program in the place of the intake process; `first` is where it starts."""

    def install(body: str) -> None:
        lines = [
            "import json, os, sys",
            "first = json.load(sys.stdin)['first']",
            "def row(student, exercise, **more):",
            "    row = {'student': student, 'exercise': exercise, 'verdict': 'MISSING', **more}",
            "    print(json.dumps(row), flush=True)",
            f"print('{HEADER}', flush=True)",
            body,
        ]
        monkeypatch.setattr(client, "COMMAND", (sys.executable, "-c", "\n".join(lines)))

    return install


def verdicts(tmp_path: Path) -> list[Verdict | None]:
    return [row.verdict for row in rows(collect(tmp_path, STUBS)).values()]


M, I = Verdict.MISSING, Verdict.INTERNAL  # noqa: E741


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", [I, I, I, I]),
        ("os.abort()", [I, I, I, I]),
        ("row('ada', 'relu')", [M, I, I, I]),
        ("row('ada', 'relu'); print('{' + 'x' * 99)", [M, I, I, I]),
        ("row('ada', 'relu'); row('ada', 'relu')", [M, I, I, I]),
        ("row('ada', 'relu'); row('bob', 'relu')", [M, I, I, I]),
        ("row('ada', 'relu'); row('ada', 'tanh', verdict='PASS')", [M, I, I, I]),
        ("row('ada', 'relu'); row('ada', 'tanh', verdict=None)", [M, I, I, I]),
        ("row('ada', 'relu'); row('ada', 'tanh', message=5)", [M, I, I, I]),
        ("row('ada', 'relu'); print('x' * (33 << 20))", [M, I, I, I]),
        ("row('ada', 'relu', time='2025-01-31T12:00:00Z'); row('ada', 'tanh', time='soon')", [M, I, I, I]),
        ("row('ada', 'relu', time='2025-01-31T12:00:00+01:00')", [I, I, I, I]),
        ("if first == 1: row('bob', 'relu'); row('bob', 'tanh')", [I, I, M, M]),
    ],
)
def test_a_process_that_dies_or_talks_rubbish_costs_no_row(
    body: str, expected: list[Verdict], fake: Fake, tmp_path: Path
) -> None:
    fake(body)
    assert verdicts(tmp_path) == expected


def test_a_process_that_dies_once_costs_nothing(fake: Fake, tmp_path: Path) -> None:
    fake(
        f"row('ada', 'relu')\n"
        f"mark = {str(tmp_path / 'mark')!r}\n"
        "if os.path.exists(mark): [row(s, e) for s, e in [('ada', 'tanh'), ('bob', 'relu'), ('bob', 'tanh')]]\n"
        "open(mark, 'w').close()"
    )
    assert verdicts(tmp_path) == [M, M, M, M]


def test_a_process_that_never_starts_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(client, "COMMAND", (sys.executable, "-c", "raise SystemExit(1)"))
    with pytest.raises(IntakeError, match="does not start"):
        collect(tmp_path, STUBS)


def test_rows_that_nobody_reads_leave_no_process(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Kept(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    intake = collect(build({f"s{i}/relu.py": RELU for i in range(50)}), STUBS)
    next(intake.rows)
    del intake
    gc.collect()
    assert [process.returncode is not None for process in started] == [True]


def test_only_picks_exercises_in_the_catalogues_order(build: Build) -> None:
    root = build({"ada/relu.py": RELU})
    assert collect(root, STUBS, ["tanh", "relu"]).exercises == ("relu", "tanh")
    assert collect(root, STUBS, ["tanh"]).exercises == ("tanh",)
    with pytest.raises(IntakeError, match="no stub is known of gelu"):
        collect(root, STUBS, ["gelu"])


def test_a_hash_does_not_depend_on_files_that_are_not_used(build: Build) -> None:
    first = relu_of(build({"ada/relu.py": RELU, "ada/tanh.py": "a = 1\n"})).source
    second = relu_of(build({"ada/tanh.py": "a = 2\n"})).source
    assert first
    assert second
    assert first.sha256() == second.sha256()


def test_a_file_of_ones_own_is_that_of_you(build: Build) -> None:
    root = build(
        {"relu.py": "import near\n" + RELU, "near.py": "", "tanh.py": "", "hw.py": f"{RELU}tanh = max\n", "x.py": ""}
    )
    intake = read_file(root / "relu.py", STUBS)
    row = rows(intake)["you", "relu"]
    assert row.source
    assert [name for name, _ in row.source.modules] == ["near"]
    assert read_file(root / "hw.py", STUBS).exercises == ("relu", "tanh")
    assert read_file(root / "hw.py", STUBS, ["tanh"]).exercises == ("tanh",)
    assert read_file(root / "x.py", STUBS).exercises == ()
    assert rows(read_file(root / "tanh.py", STUBS))["you", "tanh"].verdict is Verdict.MISSING
    with pytest.raises(IntakeError, match="No such file"):
        read_file(root / "gone.py", STUBS)


def test_the_process_loads_neither_numpy_nor_notebooks_unasked() -> None:
    code = "import sys, grader.intake.rows; print(sorted({'numpy', 'nbformat', 'tensorflow'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True).stdout == b"[]\n"


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_the_process_can_neither_write_nor_grow() -> None:
    code = (
        "import resource as r, grader.intake.limits as l; l.limit_process()\n"
        "print([r.getrlimit(k)[0] for k in (r.RLIMIT_FSIZE, r.RLIMIT_CORE)], r.getrlimit(r.RLIMIT_AS)[0] < 8 << 30)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True)
    assert done.stdout == b"[0, 0] True\n"


def test_a_student_who_takes_too_long_is_stopped() -> None:
    code = (
        "from grader.intake.limits import *\n"
        "try:\n"
        "    with limited_cpu(0.1):\n"
        "        while True: pass\n"
        "except TooSlowError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True, timeout=60)
    assert b"takes more than" in done.stdout


def test_a_failure_of_ours_is_one_students_row(build: Build) -> None:
    root = build({"ada/relu.py": RELU, "bob/relu.py": RELU})
    code = (
        "import sys, grader.intake.rows as r\n"
        "real = r.submission\n"
        "def submission(student, *rest):\n"
        "    if student == 'ada': raise KeyError('no\\nway')\n"
        "    return real(student, *rest)\n"
        "r.submission = submission\n"
        "sys.exit(r.answer(sys.stdin.buffer.read(), sys.stdout.buffer))"
    )
    patched = (sys.executable, "-I", "-c", code)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "COMMAND", patched)
        found = rows(collect(root, STUBS))
    assert found["ada", "relu"].verdict is Verdict.INTERNAL
    assert "\n" not in found["ada", "relu"].message
    assert found["bob", "relu"].source


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_its_students_error(build: Build) -> None:
    root = build({"ada/relu.py": RELU})
    (root / "ada").chmod(0)
    row = relu_of(root)
    (root / "ada").chmod(0o700)
    assert row.verdict is Verdict.ERROR


def test_the_process_says_what_ends_everything_and_exits_with_2(tmp_path: Path) -> None:
    request = json.dumps({"submissions": str(tmp_path), "exercises": STUBS, "only": None, "files": False})
    done = subprocess.run([sys.executable, "-I", "-m", "grader.intake"], input=request.encode(), capture_output=True)
    assert done.returncode == 2
    assert "holds no submissions" in json.loads(done.stdout)["error"]
