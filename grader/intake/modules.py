"""Helper modules: the student's other `.py` files, under the names by which the source imports them."""

import sys
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from posixpath import normpath

from grader.intake.documents import Document
from grader.intake.files import MIB
from grader.intake.naming import ADDED
from grader.intake.walk import plain_name

MAX_TOTAL = 8 * MIB
# What no file can stand in for: modules inside the interpreter come first for Python too, and NumPy is what grades.
FIXED = frozenset(sys.builtin_module_names) | {"numpy"}
STANDARD = sys.stdlib_module_names | {"numpy"}

Modules = tuple[tuple[str, str], ...]


class TooLargeError(Exception):
    """Source and helper modules are more than a worker gets."""


def helpers(source: Document, others: Sequence[Document]) -> tuple[Modules, tuple[str, ...]]:
    """Return (name, text) of each module that the source, or a module that it uses, mentions; and notes.

    A file that no import mentions could be imported by a name put together at run time alone. Leaving those out keeps
    a class small, and a change in one exercise's file from grading all the others again.
    """
    taken = _taken(source, others)
    notes = [
        f"{document.path} is left out: it has the name of a module that Python or NumPy brings"
        for name, document in taken.items()
        if name.partition(".")[0] in FIXED
    ]
    kept = {name: document for name, document in sorted(taken.items()) if name.partition(".")[0] not in FIXED}
    if source.size + sum(document.size for document in kept.values()) > MAX_TOTAL:
        raise TooLargeError(f"{source.path} and the files that it uses hold more than {MAX_TOTAL // MIB} MiB of code")
    notes += [note for document in kept.values() for note in document.notes]
    return tuple((name, document.text) for name, document in kept.items()), tuple(notes)


def used(source: Document, words: Collection[str], others: Sequence[Document]) -> list[Document]:
    """Return the student's files behind imports of `words`, and all that these use."""
    return list(dict.fromkeys(_taken(source, others, words).values()))


def _taken(source: Document, others: Sequence[Document], words: Collection[str] | None = None) -> dict[str, Document]:
    """Return the modules that are reached from the source's imports, or from those of `words` alone, by name."""
    named = _named(source, others)
    taken: dict[str, Document] = {}
    waiting = [(source, source.imports if words is None else words)]
    while waiting:
        document, imported = waiting.pop()
        ran = {name: file for name, path in document.ran.items() if (file := _ran(document, path, others))}
        for name, file in (*named.items(), *ran.items()):
            if name not in taken and name.partition(".")[0] in imported and not file.error:
                taken[name] = file
                waiting.append((file, file.imports))
    return taken


def _ran(source: Document, path: str, others: Sequence[Document]) -> Document | None:
    """Return the file that a notebook runs: at the path from its own folder, else the nearest of that name."""
    place = normpath("/".join((*source.found.parts[:-1], path)))
    leaf = path.rpartition("/")[2]
    there = [document for document in others if "/".join(document.found.parts) == place]
    alike = [document for document in others if document.found.name == leaf and document is not source]
    return next(iter([*there, *alike]), None)


def _named(source: Document, others: Iterable[Document]) -> dict[str, Document]:
    """Return the modules by name; of two with one name the one whose root is nearer to the source.

    A root is a folder that imports start from: the source's own, one above it, or, where none of these has the name,
    one elsewhere that the student's `sys.path` would name.
    """
    here = source.found.parts[:-1]
    found: dict[str, tuple[tuple[int, int, bool], Document]] = {}
    for document in others:
        if document is source or document.is_notebook:
            continue
        handed_in = document.found.writer != source.path  # what the source itself writes comes before
        for (down, up), name in (named for parts in document.found.spellings for named in _names(here, parts)):
            place = (down, up, handed_in)
            if name not in found or place < found[name][0]:
                found[name] = (place, document)
    above = {name.partition(".")[0] for name, ((down, *_), _) in found.items() if not down} | STANDARD
    return {
        name: document
        for name, ((down, *_), document) in found.items()
        if not (down and name.partition(".")[0] in above)
    }


def leaf_name(file: str) -> str:
    """Return the last part of a module's name, as Python takes it: in one normal form, without a browser's number."""
    leaf = unicodedata.normalize("NFKC", plain_name(file)[: -len(".py")])
    copy = None if leaf.isidentifier() else ADDED.fullmatch(plain_name(file))
    return unicodedata.normalize("NFKC", copy["stem"]) if copy else leaf  # `utils (1).py`


def _names(here: Sequence[str], parts: Sequence[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield each dotted name of a module, with how many folders down and up from the source its root lies."""
    common = 0
    while common < min(len(here), len(parts) - 1) and here[common] == parts[common]:
        common += 1
    leaf = leaf_name(parts[-1])
    folders = [unicodedata.normalize("NFKC", part) for part in parts[:-1]]
    names = folders if leaf == "__init__" else [*folders, leaf]
    for root in range(len(names)):
        if all(name.isidentifier() for name in names[root:]):
            yield (max(0, root - common), len(here) - min(root, common)), ".".join(names[root:])
