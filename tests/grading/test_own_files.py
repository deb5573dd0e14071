"""A folder and files that are this user's own, whatever was planted there; locks that are waited for only so long."""

import fcntl
import os
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.grading import own_files
from grader.grading.own_files import NotOwn, machine_lock, open_own, own_folder

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own, without a runtime folder."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def lock_in(cache: Path) -> Path:
    """Return the path of the lock that the grader takes, made by taking it."""
    with machine_lock("timing"):
        (path,) = (cache / "grader").iterdir()
    return path


def test_the_folder_and_what_is_in_it_are_this_users_alone(cache: Path) -> None:
    path = lock_in(cache)
    assert stat.S_IMODE((cache / "grader").stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_runtime_folder_is_taken_before_a_cache(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    with machine_lock("timing"):
        assert (tmp_path / "run" / "grader").is_dir()
    assert not cache.exists()


def test_a_runtime_folder_that_is_not_there_is_not_made(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    with machine_lock("timing"):
        assert (cache / "grader").is_dir()
    assert not (tmp_path / "run").exists()


@as_root
def test_another_users_runtime_folder_is_left_alone(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").mkdir()
    os.chown(tmp_path / "run", NOBODY, NOBODY)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    with machine_lock("timing"):
        assert (cache / "grader").is_dir()
    assert [*(tmp_path / "run").iterdir()] == []


@pytest.mark.parametrize("value", ["", "relative/cache"])
def test_without_a_cache_folder_it_is_the_homes(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", value)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with machine_lock("timing"):
        assert (tmp_path / "home" / ".cache" / "grader").is_dir()
    assert not cache.exists()


def test_a_folder_that_others_may_enter_is_closed_to_them(cache: Path) -> None:
    (cache / "grader").mkdir(parents=True)
    (cache / "grader").chmod(0o777)
    lock_in(cache)
    assert stat.S_IMODE((cache / "grader").stat().st_mode) == 0o700


@as_root
def test_a_folder_of_somebody_else_is_refused(cache: Path) -> None:
    (cache / "grader").mkdir(parents=True)
    os.chown(cache / "grader", NOBODY, NOBODY)
    with pytest.raises(NotOwn, match="another user's") as caught, own_folder():
        pass
    assert "XDG_CACHE_HOME" in caught.value.hint


@pytest.mark.parametrize("plant", ["link", "file"])
def test_a_folder_that_is_none_is_refused(cache: Path, tmp_path: Path, plant: str) -> None:
    cache.mkdir()
    (tmp_path / "elsewhere").mkdir()
    if plant == "link":
        (cache / "grader").symlink_to(tmp_path / "elsewhere")
    else:
        (cache / "grader").write_text("mine")
    with pytest.raises(NotOwn, match="no folder of your own"), own_folder():
        pass
    assert [*(tmp_path / "elsewhere").iterdir()] == []


def test_a_home_that_can_not_be_written_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/cache")
    with pytest.raises(NotOwn, match="no folder of your own"), own_folder():
        pass


SAID = {
    "link": "it is a link",
    "dangling link": "it is a link",
    "hard link": "no file of your own",
    "folder": "Is a directory",
    "pipe": "no file of your own",
}


@pytest.mark.parametrize("plant", SAID)
def test_what_is_no_file_of_ours_is_neither_followed_nor_changed(cache: Path, tmp_path: Path, plant: str) -> None:
    target = tmp_path / "victim"
    target.write_text("as it was")
    os.utime(target, (1, 1))
    path = lock_in(cache)
    path.unlink()
    if plant == "link":
        path.symlink_to(target)
    elif plant == "dangling link":
        path.symlink_to(tmp_path / "new")
    elif plant == "hard link":
        path.hardlink_to(target)
    elif plant == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    with pytest.raises(NotOwn, match=SAID[plant]), machine_lock("timing"):
        pass
    assert (target.read_text(), target.stat().st_mtime) == ("as it was", 1)
    assert not (tmp_path / "new").exists()


@as_root
def test_somebody_elses_file_is_refused(cache: Path) -> None:
    os.chown(lock_in(cache), NOBODY, NOBODY)
    with own_folder() as folder, pytest.raises(NotOwn, match="no file of your own"):
        open_own(folder, lock_name(cache))


def lock_name(cache: Path) -> str:
    (path,) = (cache / "grader").iterdir()
    return path.name


HOLDS = """
import fcntl, os, sys
descriptor = os.open(sys.argv[1], os.O_RDWR)
fcntl.flock(descriptor, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(cache: Path) -> Iterator["subprocess.Popen[str]"]:
    """Return a process that has held the lock for an hour."""
    path = lock_in(cache)
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))
    command = [sys.executable, "-c", HOLDS, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_lock_that_is_held_for_long_is_given_up_soon(holder: "subprocess.Popen[str]") -> None:
    started = time.monotonic()
    with pytest.raises(NotOwn, match="another process holds the lock of timing"), machine_lock("timing"):
        pass
    assert time.monotonic() - started < own_files.HELD_SECONDS
    assert holder.poll() is None


def test_a_lock_that_others_take_in_turn_is_waited_for_only_so_long(
    cache: Path, holder: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(cache / "grader" / lock_name(cache))  # somebody has just taken it
    monkeypatch.setattr(own_files, "WAIT_SECONDS", 0.05)
    with pytest.raises(NotOwn), machine_lock("timing"):
        pass
    assert holder.poll() is None


def test_a_lock_is_free_once_its_holder_is_dead(cache: Path, holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    holder.wait()
    with machine_lock("timing"):
        assert time.time() - (cache / "grader" / lock_name(cache)).stat().st_mtime < 60  # written down anew


def test_a_lock_is_held_within_and_free_again_after(cache: Path) -> None:
    with machine_lock("timing"):
        other = os.open(cache / "grader" / lock_name(cache), os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


@as_root
def test_a_runtime_folder_out_of_reach_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    # Not pytest's folder, whose parents only its user may enter.
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for path, owner in ((place / "closed" / "run", 0), (place / "cache", NOBODY), (place, NOBODY)):
            path.mkdir(parents=True, exist_ok=True)
            os.chown(path, owner, owner)
        (place / "closed").chmod(0o700)
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(place / "closed" / "run"))
        monkeypatch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        os.seteuid(NOBODY)
        try:
            with own_folder() as own:
                assert own.path == place / "cache" / "grader"
        finally:
            os.seteuid(0)
