"""Archives seen through: zip, tar and tar.gz as folders. Nothing is ever unpacked to disk."""

import contextlib
import gzip
import io
import re
import stat
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from typing import BinaryIO

from grader.intake.files import (
    CHUNK,
    LINK,
    MAX_BYTES,
    MAX_DEPTH,
    Budget,
    File,
    Folder,
    Node,
    Refused,
    UnreadableError,
    moment,
    reading,
)
from grader.output.escape import shown

ZIP = (".zip",)
TAR = (".tar.gz", ".tgz", ".tar")
FOREIGN = (".rar", ".7z", ".tar.xz", ".tar.bz2")  # a plain .gz is data
MAX_NESTED = 3
ENCRYPTED = 0x1  # zip flag bits
UTF8_NAME = 0x800
# Of Windows and DOS in Korea, China, Taiwan, Japan, Western and Central Europe, Russia, Greece, Turkey, Vietnam; and
# what zipfile assumes, where a name happens to be UTF-8 as well.
CODE_PAGES = (
    *("cp949", "gbk", "cp950", "cp932", "cp1252", "cp850", "cp1250", "cp852"),
    *("cp1251", "cp866", "cp1253", "cp737", "cp1254", "cp857", "cp1258", "cp437"),
)

Member = tuple[tuple[str, ...], Node]


def archive_suffix(name: str) -> str:
    """Return the ending that makes a name an archive's, "" for any other."""
    return next((s for s in (*ZIP, *TAR, *FOREIGN) if name.lower().endswith(s) and len(name) > len(s)), "")


def look_into(file: File, budget: Budget) -> Folder:
    """Return an archive as a folder, open until the budget is closed; raise UnreadableError where it can't be."""
    suffix = archive_suffix(file.name)
    if suffix in FOREIGN:
        raise UnreadableError("is not an archive that is read: hand in a .zip")
    with reading():
        # A member of another archive can't seek but by unpacking again from its start, so it is held in memory.
        stream = file.open() if file.seekable else io.BytesIO(budget.read(file, MAX_BYTES))
        budget.stack.callback(stream.close)
        members = _zip_members(stream, budget) if suffix in ZIP else _tar_members(stream, budget)
        return _tree(file.name, members)


def _zip_members(stream: BinaryIO, budget: Budget) -> Iterable[Member]:
    archive = budget.stack.enter_context(zipfile.ZipFile(stream))
    for info in archive.infolist():
        parts = safe_parts(_zip_name(info))
        if parts is None:
            yield _outside(info.filename)
        elif parts and not info.is_dir():
            yield parts, _zip_node(archive, info, parts)


def _zip_node(archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: tuple[str, ...]) -> Node:
    name = parts[-1]
    if stat.S_ISLNK(info.external_attr >> 16):
        return Refused(name, LINK)
    if info.flag_bits & ENCRYPTED:
        return Refused(name, "is encrypted")
    # bzip2 and LZMA unpack without a bound on what one read gives; no common tool writes them unasked.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Refused(name, "is compressed in a way that is not read: hand in an ordinary .zip")
    opened: Callable[[], BinaryIO] = partial(archive.open, info)  # type: ignore[assignment]
    return File(
        name,
        opened,
        packed=max(info.compress_size, 1),
        seekable=False,
        changed=_zip_time(info),
        spellings=partial(_spellings, info, parts),
    )


def _zip_time(info: zipfile.ZipInfo) -> str:
    """Return when an entry was changed. A zip holds local time and no zone: taken as that of this machine."""
    try:
        return moment(time.mktime((*info.date_time, 0, 0, -1)))
    except (OverflowError, ValueError):
        return ""


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return the name, read as UTF-8 where it is that without saying so (macOS)."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _spellings(info: zipfile.ZipInfo, parts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return what else the path may read: a zip of Windows is in its user's code page, and doesn't say in which."""
    if info.flag_bits & UTF8_NAME or info.filename.isascii():
        return ()
    raw = info.filename.encode("cp437")
    found = {parts}
    for page in CODE_PAGES:
        with contextlib.suppress(UnicodeError):
            found.add(safe_parts(raw.decode(page)) or ())
    return tuple(sorted(spelling for spelling in found - {parts} if len(spelling) == len(parts)))


def _tar_members(stream: BinaryIO, budget: Budget) -> Iterable[Member]:
    unpacked = _unpacked(stream, budget)
    archive = budget.stack.enter_context(tarfile.open(fileobj=unpacked, mode="r:"))  # noqa: SIM115 - the stack closes it
    for member in archive:
        parts = safe_parts(member.name)
        if parts is None:
            yield _outside(member.name)
        elif member.isreg() and parts:
            opened: Callable[[], BinaryIO] = partial(archive.extractfile, member)  # type: ignore[assignment]
            yield parts, File(parts[-1], opened, seekable=False, changed=moment(member.mtime))
        elif parts and not member.isdir():
            yield parts, Refused(parts[-1], LINK if member.issym() else "is not a regular file")


def _unpacked(stream: BinaryIO, budget: Budget) -> BinaryIO:
    """Return a tar file's bytes, counted while they are unpacked, for they are held until the budget is closed."""
    zipped = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    source = gzip.GzipFile(fileobj=stream) if zipped else stream
    unpacked = io.BytesIO()
    budget.stack.callback(unpacked.close)
    while chunk := source.read(CHUNK):
        budget.spend(len(chunk))
        unpacked.write(chunk)
    unpacked.seek(0)
    return unpacked


def _outside(name: str) -> Member:
    leaf = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    return (leaf,), Refused(leaf, f"is refused: its path in the archive is {shown(name[:200])!r}")


def safe_parts(name: str) -> tuple[str, ...] | None:
    """Return the parts of a member's path; None where it is absolute, leads outside or is too deep.

    Some Windows tools write backslashes.
    """
    path = name.replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in parts or "\0" in path:
        return None
    return parts if len(parts) <= 2 * MAX_DEPTH else None


class _Branch:
    """A folder while it is built: files in order (a zip may name one twice), folders by name."""

    def __init__(self) -> None:
        self.folders: dict[str, _Branch] = {}
        self.files: list[Node] = []

    def nodes(self) -> list[Node]:
        folders: list[Node] = [Folder(name, branch.nodes) for name, branch in self.folders.items()]
        return sorted(self.files + folders, key=lambda node: node.name)


def _tree(name: str, members: Iterable[Member]) -> Folder:
    root = _Branch()
    for parts, node in members:
        branch = root
        for part in parts[:-1]:
            branch = branch.folders.setdefault(part, _Branch())
        branch.files.append(node)
    return Folder(name, root.nodes)
