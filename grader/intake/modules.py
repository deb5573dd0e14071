"""Helper modules: the student's other `.py` files, under the names by which the source imports them."""

import sys
from collections.abc import Iterable, Iterator, Sequence

from grader.intake.documents import Document
from grader.intake.files import MIB
from grader.intake.naming import ADDED

MAX_TOTAL = 8 * MIB
STANDARD = sys.stdlib_module_names | {"numpy"}


class TooLargeError(Exception):
    """Source and helper modules are more than a worker gets."""


def helpers(source: Document, others: Iterable[Document]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return (name, text) of each module that the source, or a module that it uses, mentions; and notes.

    A file that no import mentions could be imported by a name put together at run time alone. Leaving those out keeps
    a class small, and a change in one exercise's file from grading all the others again.
    """
    named = _named(source, others)
    taken: dict[str, Document] = {}
    waiting = [source]
    while waiting:
        words = waiting.pop().imports
        for name, document in named.items():
            if name not in taken and name.partition(".")[0] in words and not document.error:
                taken[name] = document
                waiting.append(document)
    notes = [
        f"{document.path} is left out: it has the name of a module that Python or NumPy brings"
        for name, document in taken.items()
        if name.partition(".")[0] in STANDARD
    ]
    kept = {name: document for name, document in sorted(taken.items()) if name.partition(".")[0] not in STANDARD}
    if source.size + sum(document.size for document in kept.values()) > MAX_TOTAL:
        raise TooLargeError(f"{source.path} and the files that it uses hold more than {MAX_TOTAL // MIB} MiB of code")
    notes += [note for document in kept.values() for note in document.notes]
    return tuple((name, document.cells[0]) for name, document in kept.items()), tuple(notes)


def _named(source: Document, others: Iterable[Document]) -> dict[str, Document]:
    """Return the modules by name; of two with one name the one whose root is nearer to the source.

    A root is a folder that imports start from: the source's own, one above it, or, where none of these has the name,
    one elsewhere that the student's `sys.path` would name.
    """
    here = source.found.parts[:-1]
    found: dict[str, tuple[tuple[int, int], Document]] = {}
    for document in others:
        if document is source or document.is_notebook:
            continue
        for place, name in _names(here, document.found.parts):
            if name not in found or place < found[name][0]:
                found[name] = (place, document)
    above = {name.partition(".")[0] for name, ((down, _), _) in found.items() if not down} | STANDARD
    return {
        name: document
        for name, ((down, _), document) in found.items()
        if not (down and name.partition(".")[0] in above)
    }


def _names(here: Sequence[str], parts: Sequence[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield each dotted name of a module, with how many folders down and up from the source its root lies."""
    common = 0
    while common < min(len(here), len(parts) - 1) and here[common] == parts[common]:
        common += 1
    leaf = parts[-1][: -len(".py")]
    if not leaf.isidentifier() and (copy := ADDED.fullmatch(parts[-1])):
        leaf = copy["stem"]  # `utils (1).py`, as a browser has renamed it
    names = list(parts[:-1]) if leaf == "__init__" else [*parts[:-1], leaf]
    for root in range(len(names)):
        if all(name.isidentifier() for name in names[root:]):
            yield (max(0, root - common), len(here) - min(root, common)), ".".join(names[root:])
