"""While a class is graded with a private seed: what each process of the run has open, mapped, and in its memory.

A process that runs or parses what a student wrote holds no prepared exercise, solution, seed or result.
"""

import contextlib
import os
import shutil
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from toys import RIGHT

from grader.course.catalog import Catalog, read_catalog
from grader.prepared.folder import Prepared, read_prepared

from .runs import below, eventually, parents, results, role, start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes and files as Linux has them")

SEED = 1_907_182_364  # as no other number in memory is likely to be
SLUG = "scale_and_shift"
UNTRUSTED = ("zygote", "worker", "intake")
# Computed at run time, so that the source alone doesn't hold what says that a call is going on.
CALLED, MARKED = b"called-%d" % (3**30), 'mark = b"called-%d" % (3 ** len(str(10 ** 29)))'
# Right for short arguments, so that later checks are reached; never an answer to the others.
WAITS = f"""
import time

def {SLUG}(x, a=1.0):
    if x.size < 3:
        return a * x + 1.0
    {MARKED}
    time.sleep(60)
    return mark
"""
MOST_REGION = 256 << 20


@dataclass
class Seen:
    """What processes of one role were seen to hold."""

    times: int = 0
    files: set[str] = field(default_factory=set)
    environment: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)


@pytest.fixture
def course(toy_catalog: Catalog, tmp_path: Path) -> Path:
    """Return a course of toys whose solutions and prepared exercises no other test uses."""
    root = tmp_path / "course"
    shutil.copytree(toy_catalog.root, root, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def open_files(pid: int) -> set[str]:
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add(str(link.readlink()))
    return found


def mapped_files(pid: int) -> set[str]:
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return {line.split(maxsplit=5)[5] for line in lines if len(line.split(maxsplit=5)) == 6}


def look(pid: int, seen: Seen) -> None:
    """Note what a process holds now; one that ends meanwhile, or may not be looked at, is left out."""
    with contextlib.suppress(OSError):
        seen.files |= open_files(pid) | mapped_files(pid) | {os.readlink(f"/proc/{pid}/exe")}
        seen.environment.add(Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace"))
        seen.lines.add(Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace"))
        seen.times += 1


def memory(pid: int) -> Iterator[bytes]:
    """Yield the writable memory of a process, region by region."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as mem:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            start_at, end = (int(number, 16) for number in place.split("-"))
            if rights.startswith("rw") and end - start_at <= MOST_REGION:
                mem.seek(start_at)
                with contextlib.suppress(OSError):
                    yield mem.read(end - start_at)


def holds(pid: int, needles: dict[str, bytes]) -> set[str]:
    """Return the names of those needles that are in a process's memory; nothing where it has ended."""
    found = set()
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for region in memory(pid):
            found |= {name for name, needle in needles.items() if needle in region}
    return found


def send(processes: list[int], number: signal.Signals) -> None:
    for pid in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def may_read_memory_of_others() -> bool:
    pid = os.fork()
    if pid == 0:
        signal.pause()
    try:
        return bool(holds(pid, {"itself": b"\x7fELF", "python": b"signal"}))
    except PermissionError:
        return False
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="a worker isn't dumpable, so that only root can look at it")
def test_no_process_with_a_students_code_holds_an_answer_or_the_seed(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    klass, out = tmp_path / "class", tmp_path / "out"
    for number in range(8):
        (klass / f"s{number}").mkdir(parents=True)
        (klass / f"s{number}" / f"{SLUG}.py").write_text(f"import time\ntime.sleep(0.1)\n{RIGHT}")
    out.mkdir()
    (out / "grading.seed").write_text(f"{SEED}\n")
    seen: dict[str, Seen] = defaultdict(Seen)
    monkeypatch.setenv("GRADER_SECRET", str(SEED))
    with start(course, "grade", klass, "--out", out, "--no-timing") as process:
        while process.poll() is None:
            parent = parents()
            for pid in below(process.pid):
                if name := role(pid, parent):
                    look(pid, seen[name])
        assert process.wait() == 0
    assert {row[SLUG]["verdict"] for row in results(out).values()} == {"PASS"}
    assert set(UNTRUSTED) | {"job"} <= {name for name, its in seen.items() if its.times}
    assert "GRADER_SECRET" in "".join(seen["job"].environment)  # so that there was something to be seen
    for name in UNTRUSTED:
        secrets = [course / ".prepared", course / "solutions", out]
        assert [f for f in seen[name].files if any(f.startswith(str(secret)) for secret in secrets)] == []
        for text in (*seen[name].environment, *seen[name].lines):
            assert str(SEED) not in text
            assert str(course) not in text
            assert "GRADER_SECRET" not in text


@pytest.fixture
def waiting(course: Path, tmp_path: Path) -> Iterator[tuple[dict[str, list[int]], Prepared]]:
    """Yield the processes of a run, by role, whose worker is in the middle of a call, and the prepared exercise."""
    if not may_read_memory_of_others():
        pytest.skip("the memory of other processes can't be read here")
    folder = tmp_path / "class" / "ada"
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.py").write_text(WAITS)
    arguments = ("grade", tmp_path / "class", "--out", tmp_path / "out", "--seed", SEED, "--no-timing", "--jobs", 1)
    jobs: list[int] = []
    with start(course, *arguments) as process:

        def called() -> dict[str, list[int]] | None:
            parent = parents()
            found: dict[str, list[int]] = defaultdict(list)
            for pid in below(process.pid):
                found[role(pid, parent)].append(pid)
            assert process.poll() is None, process.communicate()
            jobs[:] = found["job"]
            send(jobs, signal.SIGSTOP)  # or the judge would end the worker while it is looked at
            if any(holds(pid, {"mark": CALLED}) for pid in found["worker"]):
                return found
            send(jobs, signal.SIGCONT)
            return None

        try:
            found = eventually(called, "no worker is called")
            yield found, read_prepared(read_catalog(course).prepared(SLUG, SEED))
        except PermissionError:  # it isn't dumpable, and we aren't root: nobody can look, which is what it is for
            pytest.skip("the memory of a worker can't be read here")
        finally:
            process.kill()
            send(jobs, signal.SIGCONT)
            process.communicate()


def answers(prepared: Prepared) -> list[tuple[bytes, bytes]]:
    """Return (an argument's bytes, the answer's bytes) of the cases with drawn numbers of which neither is short."""
    found = []
    for case in prepared.manifest.cases:
        if case.expected is None:
            continue
        (x, *_), _ = prepared.value(case.args)
        answer = np.asarray(prepared.expected[case.expected])
        if x.size >= 3 and x.dtype == np.float64 and answer.tobytes() != x.tobytes() and len(set(answer.ravel())) > 2:
            found.append((np.ascontiguousarray(x).tobytes()[:24], answer.tobytes()[:24]))
    return found


def test_the_memory_of_a_worker_holds_neither_the_seed_nor_an_answer(
    waiting: tuple[dict[str, list[int]], Prepared],
) -> None:
    found, prepared = waiting
    pairs = answers(prepared)
    assert len(pairs) >= 3
    secret = {f"answer {i}": answer for i, (_, answer) in enumerate(pairs)}
    secret |= {
        "seed as text": str(SEED).encode(),
        "seed as a number": SEED.to_bytes(8, "little"),
        "key": prepared.manifest.key.encode(),
        "property": b"twice_the_scale",
        "diagnosis": b"You add 1 before you scale",
    }
    assert {name for pid in found["job"] for name in holds(pid, secret)} >= {"answer 0", "key", "diagnosis"}
    for name in ("worker", "zygote"):
        assert {what for pid in found[name] for what in holds(pid, secret)} == set(), name
    given = {str(i): x for i, (x, _) in enumerate(pairs)}
    assert {what for pid in found["worker"] for what in holds(pid, given)}  # what it was asked can be found
