"""What drawing leaves behind: nothing."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import strategies as st

from grader.authoring.draw import draw_cases
from grader.exercise import Case

SHRINKS = """
import sys
from hypothesis import Phase, strategies as st
from grader.authoring.draw import run_drawn
from grader.exercise import Case
run_drawn(st.builds(lambda i: Case("", (i,), {}), st.integers()), 20, "seed", lambda case: None, [Phase.generate])
"""


def test_drawing_leaves_no_file(tmp_path: Path) -> None:
    for folder in ("here", "tmp", "home"):
        (tmp_path / folder).mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path / "home")}
    subprocess.run([sys.executable, "-c", SHRINKS], cwd=tmp_path / "here", env=environment, check=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file() or path.parent != tmp_path] == []


def test_what_lies_in_the_shared_temporary_folder_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "grader-hypothesis").symlink_to("/nowhere/else")
    cases = st.builds(lambda number: Case("", (number,), {}), st.integers(0, 1000))
    assert draw_cases(cases, 8, "seed") == draw_cases(cases, 8, "seed")
    assert [path.name for path in tmp_path.iterdir()] == ["grader-hypothesis"]
