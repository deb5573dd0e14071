"""Nodes of a tree of files, on disk or in an archive, and the limits within which one student's tree is read.

Nothing here trusts a name, a size or a kind: links are not followed, only regular files are opened, and every byte
is counted while it is read.
"""

import contextlib
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from grader.output.escape import shown

MIB = 1 << 20
MAX_FILES = 2_000  # of a student, of those that can hold code
MAX_ENTRIES = 20_000  # of a student, of all kinds: a data set of images beside the code is common
MAX_DEPTH = 20
# Read for one student, unpacked: what a bomb costs, whatever its ratio. An honest notebook of 9,000 equal warnings is
# 1 MiB from 4 KiB, so a ratio tells nothing.
MAX_BYTES = 64 * MIB
CHUNK = 1 << 16

# What damaged, hostile or unusual files raise while they are opened and read.
READ_ERRORS = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # zipfile: encrypted; also NotImplementedError: a compression that isn't known
    MemoryError,
    OverflowError,  # tarfile: a size that no file has
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
)


class UnreadableError(Exception):
    """A file can't be read; the text is the rest of a sentence that starts with its name: "is encrypted"."""


@dataclass(frozen=True)
class File:
    """A file that was met and not opened yet.

    `packed` is its compressed size in an archive, 0 on disk; `changed` when it was last changed, as UTC in ISO form.
    `spellings` gives other paths within its archive, as long as its own: one for each code page that it could be in.
    """

    name: str
    open: Callable[[], BinaryIO]
    packed: int = 0
    seekable: bool = True
    changed: str = ""
    spellings: Callable[[], tuple[tuple[str, ...], ...]] = tuple


@dataclass(frozen=True)
class Folder:
    """A folder, on disk or in an archive; `children` lists it now."""

    name: str
    children: Callable[[], Iterable["Node"]]


@dataclass(frozen=True)
class Refused:
    """Something that is not read; `why` goes on after its name: "is a symbolic link, …"."""

    name: str
    why: str


Node = File | Folder | Refused

LINK = "is a symbolic link, which is not followed"


@dataclass
class Budget:
    """What may still be read for one student, and what is said about it. Closing it closes the open archives."""

    files: int = MAX_FILES
    entries: int = MAX_ENTRIES
    most: int = MAX_BYTES
    read_so_far: int = 0
    notes: list[str] = field(default_factory=list)
    litter: list[str] = field(default_factory=list)
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __enter__(self) -> "Budget":
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def spend(self, size: int) -> None:
        """Count bytes that were read; raises UnreadableError beyond the limit."""
        self.read_so_far += size
        if self.read_so_far > self.most:
            raise UnreadableError(f"is left out: more than {self.most // MIB} MiB were handed in")

    def read(self, file: File, cap: int) -> bytes:
        """Return a file's bytes, or raise UnreadableError beyond a limit."""
        return b"".join(self._chunks(file, cap))

    def _chunks(self, file: File, cap: int) -> Iterator[bytes]:
        size = 0
        with reading(), file.open() as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > cap:
                    raise UnreadableError(f"is larger than {cap // MIB} MiB")
                self.spend(len(chunk))
                yield chunk


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Turn what damaged files raise into UnreadableError."""
    try:
        yield
    except READ_ERRORS as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        raise UnreadableError(f"can't be read: {shown(reason[:200])}") from error


def on_disk(path: Path) -> Node:
    """Return the node of a path, without opening it."""
    found = path.lstat()
    mode = found.st_mode
    if stat.S_ISLNK(mode):
        return Refused(path.name, LINK)
    if stat.S_ISDIR(mode):
        return folder_on_disk(path)
    if stat.S_ISREG(mode):
        return File(path.name, lambda: open_regular(path, follow=False), changed=moment(found.st_mtime))
    return Refused(path.name, "is not a regular file")


def moment(seconds: float) -> str:
    """Return a time as UTC in ISO form, to the second; "" where it is none: archives may say anything."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return ""


def folder_on_disk(path: Path) -> Folder:
    """Return the folder at a path; its children come in the order of their names, whatever the file system says."""

    def children() -> Iterator[Node]:
        with reading():
            names = sorted(os.listdir(path))  # noqa: PTH208 - names as they are, without 10,000 Path objects
        for name in names:
            try:
                yield on_disk(path / name)
            except OSError as error:
                yield Refused(name, f"can't be read: {error.strerror}")

    return Folder(path.name, children)


def open_regular(path: Path, *, follow: bool) -> BinaryIO:
    """Open a regular file: no link is followed, and a pipe or device neither blocks nor answers."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UnreadableError("is not a regular file")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise
