"""What an attack is after: files, processes, listeners and a secret of the test's own, and how success would show."""

import ctypes
import os
import secrets
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.prepared.folder import Prepared
from grader.grading.job import Job
from grader.judge.examine import examine
from grader.output.report import told
from grader.submission import Source
from grader.verdicts import Report

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FAMILIES = ("forge", "peek", "escape", "break")
LAYERS = frozenset(("own process", "limits", "privileges", "files", "scope", "system calls"))
CANARY = "GRADER_CANARY"  # the environment variable that holds the secret
PR_SET_CHILD_SUBREAPER = 36

TARGET = """
JUDGE, ADDRESS, DUMMY = {judge}, {address}, {dummy}
FOLDER, SEED_FILE, SIBLING, VICTIM, DROP = {folder!r}, {seed!r}, {sibling!r}, {victim!r}, {drop!r}
REFERENCE, PREPARED, REPOSITORY, HOME = {reference!r}, {prepared!r}, {root!r}, {home!r}
PORT, UDP_PORT, UNIX, NAME = {port}, {udp}, {unix!r}, {name!r}


def boast():
    # In two halves, or a message that quotes the source would boast too.
    print({first!r} + {second!r})
"""


@dataclass(frozen=True)
class Attack:
    """One folder: the student's file, and what attack.toml says of it.

    `stopped_by` are layers or modules, each of which suffices. `shown_without` are the layers without which it
    succeeds, `evidence` is how that shows: boast, canary, file, connection, signal. `only` names a machine;
    `twice` grades two students with it; the seconds replace those of the exercise.
    """

    folder: Path
    slug: str
    tries: str
    verdict: str | list[str]
    score: float
    stopped_by: list[str]
    shown_without: list[str] = field(default_factory=list)
    evidence: str = ""
    only: str = ""
    twice: bool = False
    call_seconds: float | None = None
    load_seconds: float | None = None

    @property
    def name(self) -> str:
        """Return `family/name`."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def verdicts(self) -> list[str]:
        """Return the verdicts that it may get."""
        return [self.verdict] if isinstance(self.verdict, str) else self.verdict

    def deadlines(self) -> dict[str, Any]:
        """Return the fields of the manifest to be replaced."""
        given = {"call_seconds": self.call_seconds, "load_seconds": self.load_seconds}
        return {name: value for name, value in given.items() if value is not None}


def read_attacks() -> list[Attack]:
    """Return all attacks; raises where an attack.toml says something unknown."""
    return [read_attack(path.parent) for family in FAMILIES for path in sorted(HERE.glob(f"{family}/*/attack.toml"))]


def read_attack(folder: Path) -> Attack:
    """Return one attack."""
    (file,) = folder.glob("*.py")
    return Attack(folder, file.stem, **tomllib.loads((folder / "attack.toml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Scene:
    """The test's own things that an attack may reach for."""

    folder: Path
    secret: str
    name: str
    target: str
    dummy: "subprocess.Popen[bytes]"
    listeners: tuple[socket.socket, ...]
    memory: Any
    before: dict[str, Any]
    processes: frozenset[int]

    def armed(self, source: Source) -> Source:
        """Return an attack's source with all that it could know of this scene."""
        others = tuple((name, text) for name, text in source.modules if name != "target")
        return replace(source, modules=(*others, ("target", self.target)))

    def successes(self, said: str, zygotes: set[int]) -> set[str]:
        """Return what the attack achieved; `said` is all that came out of the run, `zygotes` may have no children."""
        signalled = self.dummy.poll() is not None or state(self.dummy.pid) == "T"
        left = (
            set().union(*map(children, zygotes)) | children(os.getpid()) - self.processes - {self.dummy.pid} - zygotes
        )
        found = {
            "boast": self.boast in said,
            "canary": self.secret in said,
            "file": snapshot(self.folder) != self.before or bool(litter(self.name)),
            "connection": bool(select.select(self.listeners, [], [], 0)[0]),
            "signal": signalled,
            "process": bool(left),
        }
        return {name for name, happened in found.items() if happened}

    @property
    def boast(self) -> str:
        """Return what an attack prints that has reached its end."""
        return f"reached{self.name}"


@contextmanager
def scene(secret: str, prepared: Path, user: int | None = None) -> Iterator[Scene]:
    """Yield a fresh scene; with `user` its files and process are that user's."""
    name = f"grader-attack-{secrets.token_hex(8)}"
    with ExitStack() as stack:
        # Not pytest's folder, whose parents only this user may enter; its name must be short for a socket.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scene-")))
        for path, text in (("class.seed", secret), ("bob/hw.py", f"SECRET = {secret!r}\n"), ("victim", "as it was")):
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        processes = frozenset(children(os.getpid()))
        dummy = stack.enter_context(_dummy(secret, user))
        listeners = tuple(map(stack.enter_context, _listeners(folder / "socket", name)))
        # As long as what an attack reads: beyond a mapped page the kernel reads nothing of it.
        memory = ctypes.create_string_buffer(secret.encode(), 64)
        _hand_over(folder, user)
        stack.enter_context(_adopting())
        target = _target(folder, name, prepared, dummy.pid, listeners, memory)
        yield Scene(
            folder, secret, name, target, dummy, listeners, memory, snapshot(folder), processes
        )  # `memory` is held so that its address stays
        for path in litter(name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def _dummy(secret: str, user: int | None) -> Iterator["subprocess.Popen[bytes]"]:
    """Yield a process that may be killed, with the secret in its environment."""
    process = subprocess.Popen(["sleep", "600"], env={CANARY: secret}, user=user)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _listeners(path: Path, name: str) -> list[socket.socket]:
    tcp = socket.create_server(("127.0.0.1", 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", 0))
    unix, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    unix.bind(str(path))
    abstract.bind(f"\0{name}" if sys.platform == "linux" else f"{path}2")
    for listener in (unix, abstract):
        listener.listen()
    return [tcp, udp, unix, abstract]


def _hand_over(folder: Path, user: int | None) -> None:
    if user is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, -1)


def _target(
    folder: Path, name: str, prepared: Path, dummy: int, listeners: tuple[socket.socket, ...], memory: Any
) -> str:
    boast = f"reached{name}"
    return TARGET.format(
        judge=os.getpid(),
        address=ctypes.addressof(memory),
        dummy=dummy,
        folder=str(folder),
        seed=str(folder / "class.seed"),
        sibling=str(folder / "bob" / "hw.py"),
        victim=str(folder / "victim"),
        drop=str(folder / "drop"),
        reference=str(ROOT / "solutions" / "activations" / "sigmoid_derivative" / "reference.py"),
        prepared=str(prepared),
        root=str(ROOT),
        home=str(Path.home()),
        port=listeners[0].getsockname()[1],
        udp=listeners[1].getsockname()[1],
        unix=str(folder / "socket"),
        name=name,
        first=boast[:12],
        second=boast[12:],
    )


@dataclass(frozen=True)
class Seen:
    """All that comes out of a run: the report, and what the code printed."""

    report: Report
    printed: str


def seen(prepared: Prepared, source: Source, job: Job) -> Seen:
    """Return what comes out of running a source."""
    examined = examine(prepared, source, job)
    return Seen(told(examined, prepared.manifest, prepared.texts, source), examined.printed)


def said(found: Seen) -> str:
    """Return all text that came out of a run."""
    return f"{found.report!r}\n{found.printed}"


def snapshot(folder: Path) -> dict[str, Any]:
    """Return every file below a folder with what a change of it would change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        now = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = (now.st_mode, now.st_nlink, now.st_uid, now.st_mtime_ns, content)
    return found


def litter(name: str) -> list[Path]:
    """Return the files called by a name in all the places where an attack leaves some."""
    places = {Path(p) for p in ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", tempfile.gettempdir())}
    found = []
    for place in (*places, Path.cwd(), Path.home()):
        if place.is_dir() and os.access(place, os.R_OK):
            found += [path for path in place.iterdir() if name in path.name]
    return found


def state(pid: int) -> str:
    """Return a process's state as /proc tells it: T for one that was stopped; empty where there is no /proc."""
    fields = _stat(Path("/proc") / str(pid))
    return fields[0] if fields else ""


def children(parent: int) -> set[int]:
    """Return the processes whose parent this is; none where there is no /proc."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        fields = _stat(path)
        if fields and int(fields[1]) == parent:
            found.add(int(path.name))
    return found


def _stat(path: Path) -> list[str]:
    try:
        return (path / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


@contextmanager
def _adopting() -> Iterator[None]:
    """Become the parent of whatever loses its own, so that a daemon can't hide."""
    if sys.platform != "linux":
        yield
        return
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
