"""The audit of this repository's own exercises: their cases see every change of a reference that can be seen."""

import subprocess
import sys

import pytest
from course import ROOT, course

from grader.course.catalog import PUBLIC_SEED, read_catalog


@pytest.mark.slow
def test_no_mutant_of_the_course_survives_but_those_recorded_with_right() -> None:
    entries = read_catalog(ROOT).entries
    course(PUBLIC_SEED, *entries)  # prepared here once, whichever test comes first
    command = [sys.executable, "-m", "grader", "audit", "--jobs", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = [line.split() for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert [exercise for exercise, *_ in figures] == [entry.exercise for entry in entries.values()]
    assert all(int(mutants) > 0 for _, mutants, *_ in figures), done.stdout
