"""The command line as attacks need it: started by hand, in a course of toys, and looked at while it runs."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

PATIENCE = 60.0  # seconds until what must happen counts as not happening
GRADER = (sys.executable, "-P", "-m", "grader")


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR")}


def start(course: Path, *arguments: object, **options: Any) -> "subprocess.Popen[str]":
    """Start the command line in a course."""
    command = [*GRADER, *map(str, arguments)]
    plain: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=course, env=environment(), **{**plain, **options})


def run(course: Path, *arguments: object, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run the command line in a course to its end."""
    with start(course, *arguments, **options) as process:
        out, err = process.communicate(timeout=10 * PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def eventually(condition: Callable[[], Any], what: str) -> Any:
    """Return the condition's value as soon as it is true; fail where it never is."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, what
        time.sleep(0.005)
    return found


def results(out: Path) -> dict[str, dict[str, Any]]:
    """Return the rows by student and slug; a student or row that comes twice is a failure."""
    found: dict[str, dict[str, Any]] = {}
    for student in json.loads((out / "results.json").read_bytes())["submissions"]:
        rows = {row["exercise"].rpartition("/")[2]: row for row in student["exercises"]}
        assert len(rows) == len(student["exercises"])
        assert student["student"] not in found
        found[student["student"]] = rows
    return found


def one_error(text: str) -> str:
    """Return the one line that says what is wrong; no traceback beside it."""
    assert "Traceback" not in text
    errors = [line for line in text.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, text
    return errors[0]


def integrity(out: Path) -> str:
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        return str(book.execute("PRAGMA integrity_check").fetchone()[0])


def parents() -> dict[int, int]:
    """Return the parent of every process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        found[int(folder.name)] = int(stat.rpartition(") ")[2].split()[1])
    return found


def below(root: int) -> list[int]:
    """Return the processes below one, nearest first."""
    parent = parents()
    level, found = [root], []
    while level:
        level = [pid for pid, its in parent.items() if its in level]
        found += level
    return found


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def role(pid: int, parent: dict[int, int]) -> str:
    """Return what a process of a run is: job, zygote, worker, intake, shrinking; empty for any other."""
    line = command_line(pid)
    if "grader.sandbox.zygote" in line:
        return "worker" if "grader.sandbox.zygote" in command_line(parent.get(pid, 0)) else "zygote"
    for words, name in (("spawn_main", "job"), ("grader.intake", "intake"), ("authoring.shrink", "shrinking")):
        if words in line:
            return name
    return ""


def roles(root: int) -> Iterator[tuple[int, str]]:
    """Yield the processes below a run, with what they are."""
    parent = parents()
    for pid in below(root):
        if name := role(pid, parent):
            yield pid, name


def last_words(process: "subprocess.Popen[str]", seconds: float = 120) -> str:
    """Return what a run in a session of its own said on standard error; one that hangs is killed, and the test fails."""
    try:
        return process.communicate(timeout=seconds)[1]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
