"""The command line as a person runs it: a real process, in a course of their own."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from toys import RIGHT

from grader.course.catalog import Catalog

Grader = Callable[..., "subprocess.CompletedProcess[str]"]


def hears_ctrl_c() -> None:
    """Let a child process hear Ctrl-C, also where the suite itself was started in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def course(toy_catalog: Catalog, tmp_path: Path) -> Path:
    """Return a course of made-up exercises, prepared with the public seed, that a test may change."""
    root = tmp_path / "course"
    shutil.copytree(toy_catalog.root, root, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def grader(course: Path) -> Grader:
    """Return a function that runs the command line in the course's folder, not on a terminal."""
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR")}

    def run(
        *arguments: object, folder: Path = course, status: int | None = None, **variables: str
    ) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "grader", *map(str, arguments)]
        done = subprocess.run(command, cwd=folder, env=environment | variables, capture_output=True, text=True)
        assert "Traceback" not in done.stdout + done.stderr
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done

    return run


@pytest.fixture
def klass(tmp_path: Path) -> Path:
    """Return submissions: ada is right, bob returns x, cyd handed in nothing."""
    folder = tmp_path / "class"
    for student, text in {"ada": RIGHT, "bob": "def scale_and_shift(x, a=1.0):\n    return x\n", "cyd": None}.items():
        (folder / student).mkdir(parents=True)
        if text is not None:
            (folder / student / "scale_and_shift.py").write_text(text)
    return folder
