"""Runs that lose a process, the disk or the gradebook: what was graded stays, and the same command goes on.

A killed process is any of a run's, at a moment that a seed decides. What is asserted holds at every moment.
"""

import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from toys import RIGHT, RIGHT_SQUARE, SEED

from grader.course.catalog import Catalog

from .runs import eventually, integrity, last_words, one_error, results, role, run, start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes and files as Linux has them")

WHO = ("main", "job", "zygote", "worker", "intake")
SLUGS = {"scale_and_shift": RIGHT, "weighted_square": RIGHT_SQUARE}
WRONG = {slug: text.replace("return ", "return 0, ") for slug, text in SLUGS.items()}
STUDENTS = ("ada", "bob", "cyd", "dan", "eve", "fay")
WRONG_STUDENTS = ("bob", "eve")
EXPECTED = {student: {slug: "FAIL" if student in WRONG_STUDENTS else "PASS" for slug in SLUGS} for student in STUDENTS}
LONGEST = 2.0  # seconds after its start within which a process of a run is killed; a quiet run takes about one


def hand_in(folder: Path, student: str, remark: object) -> None:
    """Write a student's files; another remark makes them other files with the same answers."""
    (folder / student).mkdir(parents=True, exist_ok=True)
    for slug in SLUGS:
        text = (WRONG if student in WRONG_STUDENTS else SLUGS)[slug]
        (folder / student / f"{slug}.py").write_text(f"# {remark}\n{text}")


@pytest.fixture
def klass(tmp_path: Path) -> Path:
    for student in STUDENTS:
        hand_in(tmp_path / "class", student, 0)
    return tmp_path / "class"


def arguments(klass: Path, out: Path) -> list[object]:
    return ["grade", klass, "--out", out, "--seed", SEED, "--no-timing", "--jobs", 2]


def session(leader: int) -> dict[int, int]:
    """Return the living processes of a run, with their parents; whose parent has died they are still in its session."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent, _, its = (folder / "stat").read_text().rpartition(") ")[2].split()[:4]
            if int(its) == leader and state not in "ZX":
                found[int(folder.name)] = int(parent)
    return found


def targets(leader: int, who: str) -> list[int]:
    if who == "main":
        return [leader]
    processes = session(leader)
    return [pid for pid in sorted(processes) if role(pid, processes) == who]


def kill_one(process: "subprocess.Popen[str]", who: str, moment: float, rng: random.Random) -> bool:
    """Kill one such process of a run, `moment` seconds after its start or as soon as there is one; say whether."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(moment)
    while process.poll() is None:
        found = targets(process.pid, who)
        if not found:
            continue
        with suppress(ProcessLookupError):
            descriptor = os.pidfd_open(rng.choice(found))
            try:
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
            finally:
                os.close(descriptor)
            return True
    return False


def rows_stored(out: Path) -> dict[tuple[str, str], int]:
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        found = book.execute(
            "SELECT taken.student, taken.exercise, count(*) FROM taken JOIN report ON report.id = taken.report"
            " WHERE run = (SELECT max(number) FROM run) GROUP BY taken.student, taken.exercise"
        ).fetchall()
    return {(student, exercise.rpartition("/")[2]): count for student, exercise, count in found}


def assert_nothing_is_half_written(out: Path) -> None:
    if (out / "results.json").exists():
        json.loads((out / "results.json").read_bytes())
    if (out / "gradebook.sqlite").exists():
        assert integrity(out) == "ok"


def assert_all_is_right(out: Path) -> None:
    assert {s: {slug: row["verdict"] for slug, row in rows.items()} for s, rows in results(out).items()} == EXPECTED
    assert rows_stored(out) == {(student, slug): 1 for student in STUDENTS for slug in SLUGS}
    assert integrity(out) == "ok"


def survive(course: Path, klass: Path, out: Path, rng: random.Random, kills: int) -> list[str]:
    """Run into one OUT again and again, with a kill in each, and once undisturbed; return who was killed."""
    killed = []
    for number in range(kills):
        for student in rng.sample(STUDENTS, 3):
            hand_in(klass, student, (number, rng.random()))
        who = rng.choice(WHO)
        with start(course, *arguments(klass, out), start_new_session=True) as process:
            killed += [who] * kill_one(process, who, rng.uniform(0, LONGEST), rng)
            said = last_words(process)
        allowed = (0, -signal.SIGKILL) if who == "main" else (0, 2)
        assert process.returncode in allowed, (who, process.returncode, said)
        if process.returncode == 2:
            one_error(said)
        eventually(lambda pid=process.pid: not session(pid), f"after a kill of {who} processes go on")
        assert_nothing_is_half_written(out)
    assert run(course, *arguments(klass, out)).returncode == 0
    assert_all_is_right(out)
    return killed


@pytest.mark.parametrize("who", WHO)
def test_a_run_that_loses_a_process_is_made_good_by_the_next(
    toy_catalog: Catalog, klass: Path, tmp_path: Path, who: str
) -> None:
    rng = random.Random(who)
    out = tmp_path / "out"
    for moment in (0.0, 1.0):  # as soon as there is one, and later
        with start(toy_catalog.root, *arguments(klass, out), start_new_session=True) as process:
            killed = kill_one(process, who, moment, rng)
            said = last_words(process)
        assert killed or moment
        assert process.returncode in ((0, -signal.SIGKILL) if who == "main" else (0, 2)), said
        eventually(lambda pid=process.pid: not session(pid), "processes go on")
        assert_nothing_is_half_written(out)
        for student in STUDENTS:
            hand_in(klass, student, moment)
    assert run(toy_catalog.root, *arguments(klass, out)).returncode == 0
    assert_all_is_right(out)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_two_hundred_kills_at_random_moments_lose_nothing(
    toy_catalog: Catalog, klass: Path, tmp_path: Path, seed: int
) -> None:
    assert survive(toy_catalog.root, klass, tmp_path / "out", random.Random(seed), kills=10)


def test_rows_before_a_kill_are_not_graded_again(toy_catalog: Catalog, klass: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for slug in SLUGS:  # so that the last row comes long after the others
        (klass / "fay" / f"{slug}.py").write_text(f"import time\ntime.sleep(5)\n{SLUGS[slug]}")
    with start(toy_catalog.root, *arguments(klass, out)) as process:
        eventually(lambda: stored(out) >= 4 or process.poll() is not None, "no row comes")
        process.kill()
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        before = dict(book.execute("SELECT student || exercise, json FROM report").fetchall())
    hand_in(klass, "fay", 0)
    assert run(toy_catalog.root, *arguments(klass, out)).returncode == 0
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        after = dict(book.execute("SELECT student || exercise, json FROM report").fetchall())
    assert 4 <= len(before) < len(after)
    assert {key: after[key] for key in before if "fay" not in key} == {
        k: v for k, v in before.items() if "fay" not in k
    }
    assert_all_is_right(out)


def stored(out: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{out}/gradebook.sqlite?mode=ro", uri=True)) as book:
        return int(book.execute("SELECT count(*) FROM report").fetchone()[0])
    return 0


# A disk that is full, a gradebook that another program holds


def small_files(size: int) -> Any:
    """Return what a process calls to have a disk on which no file grows beyond so many bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("size", [0, 4_096, 64_000, 110_000])
def test_a_full_disk_is_one_clear_line_and_the_next_run_goes_on(
    toy_catalog: Catalog, klass: Path, tmp_path: Path, size: int
) -> None:
    out = tmp_path / "out"
    done = run(toy_catalog.root, *arguments(klass, out), preexec_fn=small_files(size))
    assert done.returncode == 2, done.stderr
    assert "hint: " in done.stderr.split(one_error(done.stderr))[1]
    assert_nothing_is_half_written(out)
    kept = stored(out)
    assert (kept > 0) == (size >= 64_000)  # 32 KiB go to what SQLite shares between processes
    assert run(toy_catalog.root, *arguments(klass, out)).returncode == 0
    assert_all_is_right(out)


@pytest.mark.parametrize("command", ["grade", "report"])
def test_a_full_disk_behind_standard_output_is_one_clear_line(
    toy_catalog: Catalog, klass: Path, tmp_path: Path, command: str
) -> None:
    out = tmp_path / "out"
    words = arguments(klass, out) if command == "grade" else ["report", out]
    if command == "report":
        assert run(toy_catalog.root, *arguments(klass, out)).returncode == 0
    with Path("/dev/full").open("w") as full:
        done = run(toy_catalog.root, *words, stdout=full)
    assert done.returncode == 2, done.stderr
    assert "No space left on device" in one_error(done.stderr)
    assert_all_is_right(out)


def test_a_reader_that_has_enough_is_no_error(toy_catalog: Catalog, klass: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(toy_catalog.root, *arguments(klass, out)).returncode == 0
    ours, theirs = os.pipe()
    os.close(ours)
    with open(theirs, "w") as closed:
        done = run(toy_catalog.root, "report", out, stdout=closed)
    assert done.returncode == 1
    assert done.stderr == ""


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Hold the gradebook as another program would that is writing to it."""
    with closing(sqlite3.connect(out / "gradebook.sqlite", isolation_level=None)) as book:
        book.execute("BEGIN IMMEDIATE")
        yield
        book.execute("ROLLBACK")


def test_a_gradebook_that_is_held_is_one_clear_line_and_the_next_run_goes_on(
    toy_catalog: Catalog, klass: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run(toy_catalog.root, *arguments(klass, out)).returncode == 0
    with held(out):
        done = run(toy_catalog.root, *arguments(klass, out))
    assert done.returncode == 2
    assert "locked" in one_error(done.stderr)
    assert "close it and try again" in done.stderr
    assert_all_is_right(out)
    assert run(toy_catalog.root, *arguments(klass, out)).returncode == 0


def test_a_gradebook_that_is_taken_in_the_middle_keeps_its_rows(
    toy_catalog: Catalog, klass: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for slug in SLUGS:
        (klass / "fay" / f"{slug}.py").write_text(f"import time\ntime.sleep(3)\n{SLUGS[slug]}")
    with start(toy_catalog.root, *arguments(klass, out), start_new_session=True) as process:
        eventually(lambda: stored(out) or process.poll() is not None, "no row comes")
        with held(out):
            said = last_words(process)
    assert process.returncode == 2, said
    assert "locked" in one_error(said)
    assert stored(out) >= 1
    eventually(lambda: not session(process.pid), "processes go on")
    hand_in(klass, "fay", 0)
    assert run(toy_catalog.root, *arguments(klass, out)).returncode == 0
    assert_all_is_right(out)
