"""What a worker may use. Some layers are set once, in the zygote, and inherited by every fork; the others in the child.

Each layer is tried when the zygote starts; where one is missing the others still hold, and `layers` says what that
leaves open.
"""

import contextlib
import ctypes
import os
import signal
import struct
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from grader.sandbox import landlock, seccomp

if sys.platform != "win32":  # where there are no limits of this kind
    import resource

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CAPABILITY_VERSION, DAC_READ_SEARCH = 0x20080522, 1 << 2
FILES = "files"  # the layer without which only trusted submissions may be graded
OPEN_FILES = 64
FIRST_TO_BE_KILLED = "900"  # of 1000: an answer's memory must never cost the judge
DEVICES = tuple(map(Path, ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")))
LIBRARIES = tuple(map(Path, ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache")))
INSTALLED = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class Layer:
    """One layer of the sandbox.

    `missing` says why it isn't there, empty where it is; `open` is what student code then reaches.
    """

    name: str
    open: str
    missing: str = ""


@dataclass(frozen=True)
class Confinement:
    """What the zygote has made ready for its forks.

    `scope` is a ruleset's descriptor, `program` the filter for `machine`, `base` the zygote's bytes of address space.
    """

    layers: tuple[Layer, ...]
    scope: int | None
    machine: seccomp.Architecture | None
    program: bytes
    base: int

    def lacks(self, name: str) -> bool:
        """Return whether a layer is missing."""
        return any(layer.name == name and layer.missing for layer in self.layers)


def confine_zygote(packages: Iterable[str], without: Iterable[str] = ()) -> Confinement:
    """Confine this process by all that its forks inherit, and return what they still have to do.

    `packages` are names of imported modules whose own files stay readable beside the standard library's.
    `without` names layers to leave out, which tests and `doctor` use to show what each one is for.
    """
    without = frozenset(without)
    base = address_space()  # /proc can't be read any more once files are restricted
    layers = [Layer("own process", "")]
    _kept(layers, "limits", "endless memory, files and CPU time", _limits_missing(), without)
    _kept(layers, "privileges", "setuid programs, core dumps, tracing", _give_up_privileges(without), without)
    version = landlock.abi()
    paths = readable(place for name in packages for place in places(sys.modules[name]))
    missing = "" if FILES in without else _restrict_files(version, paths)
    _kept(layers, FILES, "every file that you can read, and with it other students' work", missing, without)
    has_files = not layers[-1].missing
    scope = None if "scope" in without else landlock.scope_ruleset(version)
    missing = "" if scope is not None else "Landlock's scopes need Linux 6.12"
    _kept(layers, "scope", "signals to other processes where system calls aren't filtered", missing, without)
    machine = None if "system calls" in without else _probed_machine()
    missing = "" if machine is not None else "seccomp isn't there for this machine"
    _kept(layers, "system calls", "new processes, connections, signals", missing, without)
    # Before version 3 Landlock lets a file that may only be read be cut short.
    program = seccomp.build(machine, open_to_write=has_files and version >= 3) if machine else b""
    return Confinement(tuple(layers), scope, machine, program, base)


def _kept(layers: list[Layer], name: str, leaves: str, missing: str, without: frozenset[str]) -> None:
    layers.append(Layer(name, leaves, "switched off" if name in without else missing))


def _limits_missing() -> str:
    return "this platform has none" if sys.platform == "win32" else ""


def _prctl(option: int, value: int) -> bool:
    return sys.platform == "linux" and int(ctypes.CDLL(None).prctl(option, value, 0, 0, 0)) == 0


def _give_up_privileges(without: frozenset[str]) -> str:
    if "privileges" in without:
        return "switched off"
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_BE_KILLED, encoding="ascii")
    if sys.platform == "linux":
        _drop_capabilities()
    # Not dumpable: no core, and no other process of the same user may trace it or read its memory.
    if _prctl(PR_SET_NO_NEW_PRIVS, 1) and _prctl(PR_SET_DUMPABLE, 0):
        return ""
    return "this platform has no such switch"


def _drop_capabilities() -> None:
    """Leave root nothing of its powers but to read, as which a folder of another user's may hold Python itself.

    With CAP_PERFMON the kernel lets it read other processes' memory, whatever Landlock says.
    """
    libc = ctypes.CDLL(None)
    header, sets = struct.pack("<Ii", CAPABILITY_VERSION, 0), ctypes.create_string_buffer(24)
    if libc.capget(header, sets) == 0:
        effective, permitted, *_ = struct.unpack("<6I", sets.raw)
        kept = struct.pack("<6I", effective & DAC_READ_SEARCH, permitted & DAC_READ_SEARCH, 0, 0, 0, 0)
        libc.capset(header, kept)


def _restrict_files(version: int, paths: Iterable[Path]) -> str:
    if not version:
        return "Landlock isn't there: it needs Linux 5.13, and to be switched on"
    try:
        landlock.restrict_files(version, paths, [Path("/dev/null")])
    except OSError as error:
        return f"Landlock refused: {error.strerror}"
    return ""


def confine_reader(paths: Iterable[Path]) -> None:
    """Leave this process, which only reads and answers, `paths`, Python's libraries, and no new process or connection.

    For intake: what it parses is hostile, and a hole in a parser must not reach an answer. A layer that isn't there
    is left out.
    """
    if not _prctl(PR_SET_NO_NEW_PRIVS, 1) or not _prctl(PR_SET_DUMPABLE, 0):
        return
    package = Path(__file__).parent.parent
    installed = [Path(path) for path in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}]
    _restrict_files(landlock.abi(), [*readable([package]), *installed, *paths])
    machine = seccomp.architecture()
    if machine is not None:
        with contextlib.suppress(OSError):
            seccomp.install(machine, seccomp.build(machine, open_to_write=False, own_limits=True))


def places(module: ModuleType) -> list[Path]:
    """Return where a module's own files are: its folders, or where it is a single file that one, not all beside it."""
    folders = getattr(module, "__path__", None)
    return [Path(path) for path in ([module.__file__ or ""] if folders is None else folders)]


def readable(packages: Iterable[Path]) -> list[Path]:
    """Return what a worker may read: the standard library without what is installed beside it, `packages`, devices."""
    library = Path(sysconfig.get_path("stdlib"))
    standard = [path for path in library.iterdir() if path.name not in INSTALLED] if library.is_dir() else []
    own = [path for package in packages for path in (package, package.with_name(f"{package.name}.libs"))]
    return [*standard, *own, *LIBRARIES, *DEVICES]


def _probed_machine() -> seccomp.Architecture | None:
    """Return this machine's numbers where the kernel takes a filter; tried in a child, since a filter stays."""
    machine = seccomp.architecture() if sys.platform == "linux" else None
    if machine is None:
        return None
    child = os.fork()
    if child == 0:
        try:
            seccomp.install(machine, seccomp.build(machine, open_to_write=True))
        except OSError:
            os._exit(1)
        os._exit(0)
    return machine if os.waitpid(child, 0)[1] == 0 else None


def confine_worker(channel: int, memory: int, cpu_seconds: int, prepared: Confinement) -> None:
    """Leave this process, a fork of the zygote, `channel`, null stdio, `memory` more bytes and `cpu_seconds`."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        if fd != channel:
            os.dup2(null, fd)
    last = max_open_files()
    for fds in _between(3, {channel, prepared.scope or channel}, last):
        os.closerange(*fds)
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if not prepared.lacks("limits"):
        limit_resources(memory, cpu_seconds, prepared.base)
    if prepared.scope is not None:
        landlock.enter(prepared.scope)
        os.close(prepared.scope)
    if prepared.machine is not None:
        seccomp.install(prepared.machine, prepared.program)


def _between(first: int, kept: set[int], last: int) -> list[tuple[int, int]]:
    """Return the ranges of descriptors from `first` to `last` that leave out the kept ones."""
    ranges = []
    for fd in sorted(kept):
        ranges.append((first, fd))
        first = fd + 1
    return [*ranges, (first, last)]


def max_open_files() -> int:
    """Return a bound on the descriptors that this process can have open."""
    if sys.platform == "win32":
        return 4096
    return max(64, min(1 << 16, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))


def address_space() -> int:
    """Return the bytes of address space that this process has now; 0 where that can't be read."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def limit_resources(memory: int, cpu_seconds: int, base: int = 0) -> None:
    """Set the limits, of memory beyond `base`; one that the platform refuses (macOS, address space) is left out."""
    base = base or address_space()
    limits = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CPU, cpu_seconds),
    ]
    if base:
        limits.append((resource.RLIMIT_AS, base + memory))
    for kind, value in limits:
        with contextlib.suppress(ValueError, OSError):
            # At the hard limit of CPU time the kernel kills; a second before, SIGXCPU says why.
            resource.setrlimit(kind, (value, value + (kind == resource.RLIMIT_CPU)))
