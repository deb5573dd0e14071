"""Layouts: how a folder or archive of submissions maps to students and their files.

A layout is a function from the root's nodes to students, and a line in `students`. So far there is one, the plain
layout: a folder, file or archive for each student. What a learning-management system writes becomes another one.
"""

import re
import stat
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grader.intake import files, walk
from grader.intake.archives import archive_suffix, look_into
from grader.intake.files import MIB, Budget, File, Folder, Node, Refused, UnreadableError, reading
from grader.intake.messages import complaint
from grader.intake.naming import Names
from grader.intake.walk import CODE, INSTALLED, is_litter, plain_name
from grader.output.escape import shown
from grader.submission import Student, named

MAX_CLASS_ARCHIVE = 512 * MIB  # a tar of a whole class is held in memory; a zip is not
MAX_WRAPPINGS = 3
EXPECTED = "give a folder or zip with one folder, notebook, .py or archive for each student"
EXPECTED_FILE = "give your .py file or notebook"

# What an instructor keeps beside the submissions; worth no note.
BESIDE = re.compile(r"(readme|license)(\.\w+)?|.*\.(toml|seed|csv|md)", re.IGNORECASE)


@dataclass(frozen=True)
class Hand:
    """One student, and what they handed in."""

    student: Student
    nodes: Callable[[], Iterable[Node]]


@dataclass(frozen=True)
class Layout:
    """All students in the order of their names, and what is said about the whole."""

    hands: tuple[Hand, ...]
    notes: tuple[str, ...] = ()


def students(path: Path, names: Names, budget: Budget) -> Layout:
    """Return the students of SUBMISSIONS; raise IntakeError where there are none."""
    root = _root(path, EXPECTED)
    notes: list[str] = []
    nodes: list[Node]
    try:
        with reading():
            nodes = _top(root, budget)
            for _ in range(MAX_WRAPPINGS):
                inner = _wrapped(nodes, names)
                if inner is None:
                    break
                notes.append(f"{shown(inner.name)} is taken as a folder around all students")
                nodes = list(inner.children())
    except UnreadableError as error:
        raise complaint(path, str(error), EXPECTED) from error
    layout = plain(nodes, names)
    if not layout.hands:
        raise complaint(path, "holds no submissions", EXPECTED)
    return Layout(layout.hands, (*notes, *layout.notes))


def one_file(path: Path) -> Layout:
    """Return the single student "you", with a file (or folder, or archive) of their own."""
    node = _root(path, EXPECTED_FILE)
    (you,) = named("you")
    if isinstance(node, File):
        return Layout((Hand(you, lambda: (node,)),))
    return Layout((Hand(you, node.children),))


def beside(path: Path) -> Folder:
    """Return the folder that a file lies in, where its helper modules are."""
    return files.folder_on_disk(path.parent)


def _root(path: Path, expected: str) -> File | Folder:
    """Return what the command line names; that alone may be a link."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise complaint(path, f"can't be read ({reason})", expected) from error
    if stat.S_ISDIR(found.st_mode):
        return files.folder_on_disk(path)
    if stat.S_ISREG(found.st_mode):
        opened = partial(files.open_regular, path, follow=True)
        return File(path.name, opened, changed=files.moment(found.st_mtime))
    raise complaint(path, "is not a file or folder", expected)


def _top(root: File | Folder, budget: Budget) -> list[Node]:
    if isinstance(root, Folder):
        return list(root.children())
    if archive_suffix(root.name):
        return list(look_into(root, budget).children())
    return [root]


def _wrapped(nodes: list[Node], names: Names, further: int = MAX_WRAPPINGS) -> Folder | None:
    """Return the only folder if it is one around all students, as zips have it.

    It could also be a class of one, whose folders are the course's units. So: no code directly in it, code in at
    least two folders or archives, and these don't share out the exercises among them.
    """
    nodes = [node for node in nodes if not _is_hidden(node.name)]
    if len(nodes) != 1 or not isinstance(nodes[0], Folder):
        return None
    try:
        children = [node for node in nodes[0].children() if not _is_hidden(node.name)]
    except (OSError, UnreadableError):  # the row of the student whose folder it is will say so
        return None
    if any(_is_loose_code(node) for node in children):
        return None
    if len(children) == 1:
        return nodes[0] if further and _wrapped(children, names, further - 1) else None
    seen: set[str] = set()
    with_code = 0
    for child in children:
        found = walk.names(partial(_nodes, [child]))
        slugs = {slug for file in found if (slug := names.slug(file.name))}
        if slugs & seen:
            return nodes[0]
        seen |= slugs
        with_code += any(file.holds_code for file in found)
    return nodes[0] if with_code > 1 and len(seen) < 2 else None


def plain(nodes: Iterable[Node], names: Names) -> Layout:
    """Return a student for each folder, and for each loose notebook, .py or archive; those of one name are merged."""
    groups: dict[str, list[Node]] = {}
    ignored = []
    notes = []
    for node in nodes:
        if _is_hidden(node.name):
            continue
        name = _student_name(node)
        if name is None:
            if not BESIDE.fullmatch(node.name):
                ignored.append(shown(node.name))
            continue
        groups.setdefault(name, []).append(node)
        if isinstance(node, File) and names.slug(plain_name(node.name)):
            notes.append(f"{shown(node.name)} is taken as the file of a student called {name}: {EXPECTED}")
    merged = [name for name, group in groups.items() if len(group) > 1]
    notes += [f"{name}: what was handed in under this name is taken together" for name in merged]
    if ignored:
        more = f" and {len(ignored) - 5} more" if len(ignored) > 5 else ""
        notes.append(f"ignored beside the students: {', '.join(ignored[:5])}{more}")
    ordered = sorted(groups)
    hands = zip(named(*ordered), (partial(_nodes, groups[name]) for name in ordered), strict=True)
    return Layout(tuple(Hand(*hand) for hand in hands), tuple(notes))


def _nodes(group: list[Node]) -> Iterable[Node]:
    """Return a student's nodes: what is in their folder, or everything of their name side by side."""
    if len(group) == 1 and isinstance(group[0], Folder):
        return group[0].children()
    return group


def _student_name(node: Node) -> str | None:
    """Return whose a node at the top is, as shown; None for what belongs to nobody (`README.md`, `assignment.toml`).

    A Mac writes ö as two characters and others write it as one: in both it is the same student.
    """
    if isinstance(node, Folder):
        return unicodedata.normalize("NFC", shown(node.name))
    name = plain_name(node.name)
    suffix = archive_suffix(name) or next((s for s in CODE if name.lower().endswith(s)), "")
    # A link or pipe without an ending stands where a folder would: its student gets a row that says so.
    if suffix or (isinstance(node, Refused) and "." not in node.name):
        return unicodedata.normalize("NFC", shown(name[: len(name) - len(suffix)]))
    return None


def _is_hidden(name: str) -> bool:
    return is_litter(name) or name.startswith(".") or name in INSTALLED


def _is_loose_code(node: Node) -> bool:
    return not isinstance(node, Folder) and plain_name(node.name).lower().endswith(CODE)
