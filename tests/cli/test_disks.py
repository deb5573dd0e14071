"""Disks that are full or may only be read: one clear line, and what was graded stays."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from .conftest import Grader
from .test_grade import one_clear_line, results

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts disks as Linux does")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a small disk of the test's own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "grader-test", str(folder)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Leave no byte on a disk."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def close_for_writing(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)


MAKES = {"full": fill, "read-only": close_for_writing}
SAYS = {"full": ("disk is full", "No space left on device"), "read-only": ("Read-only file system",) * 2}


@pytest.mark.parametrize("state", MAKES)
def test_grading_onto_such_a_disk_is_one_clear_line(grader: Grader, klass: Path, disk: Path, state: str) -> None:
    MAKES[state](disk)
    done = grader("grade", klass, "--out", disk, "--seed", 1, status=2)
    assert SAYS[state][0] in one_clear_line(done)


@pytest.mark.parametrize("state", MAKES)
def test_a_report_of_such_a_disk_is_whole_and_says_what_it_could_not_write(
    grader: Grader, klass: Path, disk: Path, state: str
) -> None:
    first = grader("grade", klass, "--out", disk, "--seed", 1, status=0)
    MAKES[state](disk)
    done = grader("report", disk, status=2)
    assert done.stdout == first.stdout
    line = one_clear_line(done)
    assert str(disk / "results.json") in line
    assert SAYS[state][1] in line
    assert set(results(disk)) == {"ada", "bob", "cyd"}  # the file of before


def test_rows_that_still_had_room_are_kept(grader: Grader, klass: Path, disk: Path) -> None:
    grader("grade", klass, "--out", disk, "--seed", 1, status=0)
    before = results(disk)
    fill(disk)
    (klass / "dan").mkdir()
    grader("grade", klass, "--out", disk, "--seed", 1, status=2)
    (disk / "filler").unlink()
    grader("grade", klass, "--out", disk, "--seed", 1, status=0)
    after = results(disk)
    assert {student: after[student] for student in before} == before


def test_no_room_for_temporary_files_is_one_clear_line(course: Path) -> None:
    shutil.rmtree(course / ".prepared")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "prepare"],
        cwd=course,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "No usable temporary directory" in one_clear_line(done)
