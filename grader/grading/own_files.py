"""Files of the grader's own: in a folder that only this user may enter, never under a name in a shared one.

There is one such folder, the first of these that can be had: `grader` in XDG_RUNTIME_DIR, in XDG_CACHE_HOME, in
`~/.cache`. What lies there under our names is looked at before it is used: a link isn't followed, and what is no file
of this user's isn't opened for writing.
"""

import errno
import os
import platform
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError

if sys.platform != "win32":
    import fcntl

FOLDER = "grader"
HELD_SECONDS = 30.0  # a timing takes a few: who holds the lock for longer has been stopped, or never grades
WAIT_SECONDS = 300.0  # for as many jobs as a large machine runs, each of which holds it for a few seconds
GRACE_SECONDS = 1.0  # between a lock's being taken and that being written down
POLL_SECONDS = 0.02
NAME_TO_GIVE = "give another folder as XDG_CACHE_HOME"


class NotOwn(GraderError):
    """The folder, or a file in it, can't be had, isn't this user's own, or is held by another process."""


@dataclass(frozen=True)
class OwnFolder:
    """The folder, open: its path, to be shown, and its descriptor, by which files in it are reached."""

    path: Path
    descriptor: int


@contextmanager
def own_folder() -> Iterator[OwnFolder]:
    """Give this user's own folder, made where it isn't there; raises NotOwn."""
    refusals = []
    for path in _candidates():
        try:
            descriptor = _opened_folder(path)
        except (OSError, NotOwn) as error:
            refusals.append(f"{path}: {error.strerror if isinstance(error, OSError) else error}")
            continue
        try:
            yield OwnFolder(path, descriptor)
        finally:
            os.close(descriptor)
        return
    raise NotOwn(f"no folder of your own ({'; '.join(refusals) or 'no home'})", hint=NAME_TO_GIVE)


def _candidates() -> Iterator[Path]:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    if runtime.is_absolute() and _is_ours(runtime):
        yield runtime / FOLDER
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    with suppress(RuntimeError):  # no home
        yield (cache if cache.is_absolute() else Path.home() / ".cache") / FOLDER


def _is_ours(folder: Path) -> bool:
    """Return whether this is a folder of this user's; after `su` a runtime folder is another one's, or out of reach."""
    try:
        found = folder.stat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def _opened_folder(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
    if path.is_symlink():  # O_NOFOLLOW refuses it too, as "no folder"
        raise NotOwn("is a link")
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if found.st_uid != os.geteuid():
            raise NotOwn("is another user's")
        if stat.S_IMODE(found.st_mode) != 0o700:
            os.fchmod(descriptor, 0o700)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def open_own(folder: OwnFolder, name: str) -> int:
    """Return a descriptor of the file `name` in this user's own folder, made where it isn't there; raises NotOwn."""
    # Nothing is emptied, and a pipe isn't waited for.
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(name, flags, 0o600, dir_fd=folder.descriptor)
    except OSError as error:
        why = "it is a link" if error.errno == errno.ELOOP else error.strerror
        raise NotOwn(f"{folder.path / name} can't be opened: {why}", hint=NAME_TO_GIVE) from error
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_nlink != 1:
        os.close(descriptor)
        raise NotOwn(f"{folder.path / name} is no file of your own", hint=NAME_TO_GIVE)
    return descriptor


@contextmanager
def machine_lock(name: str) -> Iterator[None]:
    """Hold this user's lock of that name on this machine; raises NotOwn where it can't be had in a bounded time."""
    # A home may be shared by machines that don't disturb each other.
    with own_folder() as folder:
        descriptor = open_own(folder, f"{name}-{platform.node()}.lock".replace(os.sep, "-"))
    try:
        _take(descriptor, name)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, name: str) -> None:
    started = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        except OSError as error:  # a file system without locks
            raise NotOwn(f"the lock of {name}: {error.strerror}", hint=NAME_TO_GIVE) from error
        else:
            os.utime(descriptor)  # tells the others since when it is held
            return
        waited, held = time.monotonic() - started, time.time() - os.fstat(descriptor).st_mtime
        if waited >= WAIT_SECONDS or (waited >= GRACE_SECONDS and held >= HELD_SECONDS):
            raise NotOwn(f"another process holds the lock of {name}", hint="end it: it may have been stopped")
        time.sleep(POLL_SECONDS)
