"""What somebody has planted where the grader puts its own files costs the speed points' check, and nothing else.

Rows that can't be timed are SKIPPED with the reason; nothing is followed, emptied or waited for without end.
"""

import ctypes
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from toys import RIGHT_SQUARE, SEED

from grader.course.catalog import Catalog
from grader.grading.own_files import HELD_SECONDS

from .runs import results, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="times nothing elsewhere")

Speeds = Callable[[], list[tuple[str, str]]]
STUDENTS = ("ada", "bob", "cyd")
IN_OPEN = 0x20
NOBODY = 65534
HOLDS = """
import fcntl, sys
file = open(sys.argv[1], "a")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the runs of this test have their own files, open for what it plants there."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cache" / "grader").mkdir(parents=True, mode=0o700)
    return tmp_path / "cache" / "grader"


@pytest.fixture
def lock(folder: Path) -> Path:
    """Return the lock's place."""
    return folder / f"timing-{platform.node()}.lock"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim"
    path.write_text("as it was")
    return path


@pytest.fixture
def speeds(toy_catalog: Catalog, tmp_path: Path) -> Speeds:
    """Return a function that grades a class that is right, and returns verdict and message of each timed check."""
    for student in STUDENTS:
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "weighted_square.py").write_text(f"# {student}\n{RIGHT_SQUARE}")

    def graded() -> list[tuple[str, str]]:
        out = tmp_path / "out"
        done = run(toy_catalog.root, "grade", tmp_path / "class", "--out", out, "--seed", SEED, "--jobs", 2)
        assert done.returncode == 0, done.stderr
        rows = [row["weighted_square"] for row in results(out).values()]
        assert [row["verdict"] for row in rows] == ["PASS"] * len(STUDENTS)
        timed = [next(check for check in row["checks"] if check["kind"] == "timing") for row in rows]
        return [(check["verdict"], check["message"]) for check in timed]

    return graded


@contextmanager
def never_opened(path: Path) -> Iterator[None]:
    """Fail where anybody opens a file meanwhile."""
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(watch, os.fsencode(path), IN_OPEN) >= 0
    try:
        yield
        with suppress(BlockingIOError):
            os.read(watch, 4096)
            raise AssertionError(f"{path} was opened")
    finally:
        os.close(watch)


def test_an_honest_machine_times_every_row(speeds: Speeds, lock: Path) -> None:
    assert {verdict for verdict, _ in speeds()} <= {"PASS", "FAIL"}
    assert lock.is_file()


def test_a_link_at_the_locks_name_is_not_followed(speeds: Speeds, lock: Path, victim: Path) -> None:
    lock.symlink_to(victim)
    with never_opened(victim):
        found = speeds()
    assert found == [("SKIPPED", f"not timed: {lock} can't be opened: it is a link")] * len(STUDENTS)
    assert victim.read_text() == "as it was"


def test_a_folder_at_the_locks_name_makes_no_row_internal(speeds: Speeds, lock: Path) -> None:
    lock.mkdir()
    assert speeds() == [("SKIPPED", f"not timed: {lock} can't be opened: Is a directory")] * len(STUDENTS)


def test_a_link_at_the_folders_name_is_not_followed(speeds: Speeds, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder.rmdir()
    folder.symlink_to(tmp_path / "elsewhere")
    assert {verdict for verdict, _ in speeds()} == {"SKIPPED"}
    assert [*(tmp_path / "elsewhere").iterdir()] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_a_folder_that_is_somebody_elses_is_not_used(speeds: Speeds, folder: Path) -> None:
    os.chown(folder, NOBODY, NOBODY)
    assert {verdict for verdict, _ in speeds()} == {"SKIPPED"}
    assert [*folder.iterdir()] == []


def test_a_lock_whose_holder_was_stopped_stalls_no_run(speeds: Speeds, lock: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGSTOP)
        hour_ago = time.time() - 3600
        os.utime(lock, (hour_ago, hour_ago))
        started = time.monotonic()
        found = speeds()
        took = time.monotonic() - started
        holder.kill()
    assert found == [("SKIPPED", "not timed: another process holds the lock of timing")] * len(STUDENTS)
    assert took < HELD_SECONDS


def test_what_is_planted_in_the_shared_temporary_folder_is_never_opened(
    speeds: Speeds, tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    monkeypatch.setenv("TMPDIR", str(shared))
    planted = (f"grader-timing-{os.getuid()}.lock", "grader-hypothesis", f"timing-{platform.node()}.lock")
    for name in planted:
        (shared / name).symlink_to(victim)
    with never_opened(victim):
        assert {verdict for verdict, _ in speeds()} <= {"PASS", "FAIL"}
    assert victim.read_text() == "as it was"
    assert {path.name for path in shared.iterdir()} == {*planted}
