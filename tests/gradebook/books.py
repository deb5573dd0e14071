"""A small gradebook, and what may be put into it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from grader.gradebook import Gradebook, RunMeta, open_gradebook, read_gradebook
from grader.submission import named
from grader.verdicts import CheckReport, Kind, Report, Verdict

VERSION = "0.1.0"
META = RunMeta(VERSION, 2**80, ("landlock", "seccomp"), ("a/relu", "a/softmax"), named("ada", "bo"))
CHECK = CheckReport("valid", Kind.VALUE, Verdict.PASS, 5.0, 10.0, "a message", "x = [1]", "You forget\nσ.")
RELU = Report("a/relu", Verdict.FAIL, 5.0, 10.0, "", "hw.zip!/relu.py", "f" * 64, "corpus-1", 0.25, (CHECK,))
SOFTMAX = replace(RELU, exercise="a/softmax", verdict=Verdict.PASS, score=10.0)
KEY = ("f" * 64, "corpus-1", VERSION)

# A run that waits for a line after each of its hundred rows.
GRADE = """
import sys
from dataclasses import replace
from pathlib import Path
from grader.gradebook import RunMeta, open_gradebook
from grader.submission import named
from grader.verdicts import Report, Verdict
students = tuple(f"s{i}" for i in range(100))
book = open_gradebook(Path(sys.argv[1]))
book.start(RunMeta("0.1.0", 1, (), ("a/relu",), named(*students)))
for student in students:
    book.put(student, Report("a/relu", Verdict.PASS, 1.0, 1.0, sha256="f" * 64, corpus="c"), grader="0.1.0")
    print(student, flush=True)
    sys.stdin.readline()
"""


def started(out: Path, meta: RunMeta = META) -> Gradebook:
    """Return a gradebook in which a run has started."""
    book = open_gradebook(out)
    book.start(meta)
    return book


def put(book: Gradebook, student: str, *reports: Report, variant: str = "", time: str = "") -> None:
    """Put these rows of a student."""
    for report in reports:
        book.put(student, report, grader=VERSION, variant=variant, time=time)


def stored(out: Path) -> dict[str, list[str]]:
    """Return the exercises that each student has rows for, as a reader sees them."""
    with read_gradebook(out) as book:
        return {s.student: [r.exercise for r in s.exercises] for s in book.reports()}


def python(code: str, *arguments: str | Path) -> "subprocess.Popen[str]":
    """Start a Python process."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
