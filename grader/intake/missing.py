"""What is said where no file counts: what was looked for, and what is there instead."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from grader.intake import signatures
from grader.intake.documents import Document
from grader.intake.handed import Course, Handed
from grader.output.escape import shown


def missing(slug: str, named: Sequence[Document], handed: Handed) -> tuple[str, str]:
    """Return what was looked for, and what is there instead, if it is there instead of other exercises too."""
    if not handed.found:
        return f"nothing was handed in{but(handed.litter)}", ""
    readable = [document for document in handed.candidates if not document.error]
    if named and not named[0].error and not named[0].words:
        return f"{named[0].path} is empty", ""
    lead = f"{named[0].path} does not define {slug}" if named else f"no {slug}.py, and no other file defines {slug}"
    if place := elsewhere(slug, readable):
        return lead + place, ""
    names: dict[str, str] = {}
    for document in readable:
        for (name, _), place in document.definitions.items():
            names.setdefault(name, place)
    if meant := near(slug, names):
        return f"{lead}; {meant} ({names[meant]}) looks like it: the name must be {slug}", ""
    if names:
        there = f"found {listed(list(names)[:5])}{' and others' if len(names) > 5 else ''}"
    elif named and len(handed.found) == 1:
        return f"{lead}, nor any other function", ""
    else:
        there = f"handed in: {listed(shown(file.name) for file in handed.found[:5])}"
    if not handed.candidates:
        there += but(handed.litter)
    # A file that is called for the exercise is worth a line of its own.
    return (f"{lead}; {there}", "") if named else (lead, there)


def but(litter: Sequence[str]) -> str:
    """Return what is there and was left behind by tools, as the rest of a sentence."""
    if not litter:
        return ""
    return f" but what Jupyter or macOS keep for themselves ({listed(litter)}): hand in the file itself"


def elsewhere(slug: str, documents: Sequence[Document]) -> str:
    """Return that the function is there and no answer, as the rest of a sentence; "" where it isn't."""
    for document in documents:
        if place := document.definitions.get((slug, True)):
            return f" at its top level: it stands inside something else ({place})"
        if place := document.in_prose.get(slug):
            return f" in a code cell: it stands in a markdown or raw cell ({place}), which doesn't run"
    return ""


def foreign(slug: str, document: Document, course: Course) -> str:
    """Return what is said of a function that has the name of an exercise and can't be called like it."""
    arguments = next(b.arguments for b in reversed(document.outline(course.stubs).of(slug)) if b.arguments)
    stub = course.signatures[slug]
    return (
        f"{document.path} defines {slug}({signatures.shown(arguments)}), which can't be called as "
        f"{slug}({stub.shown if stub else ''}): it counts as a helper of its own"
    )


def near(slug: str, names: Mapping[str, str]) -> str:
    """Return the name that a student may have meant for the slug, "" where none is near."""

    def bare(name: str) -> str:
        return name.replace("_", "").lower()

    same = [name for name in names if bare(name) == bare(slug)]
    return (same or difflib.get_close_matches(slug, list(names)[:500], n=1, cutoff=0.75) or [""])[0]


def listed(items: Iterable[str]) -> str:
    """Return items as a sentence has them: "a, b and c"."""
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last
