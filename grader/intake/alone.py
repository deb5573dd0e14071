"""What is said of a student's own file in which no exercise is found, as a row would say it."""

from collections.abc import Iterator, Sequence

from grader.intake.documents import Document
from grader.intake.missing import but, elsewhere, near
from grader.intake.walk import Found

MAX_SAID = 3


def unread(documents: Sequence[Document], found: Sequence[Found], litter: Sequence[str]) -> str:
    """Return which files can't be read and why, or that there is none; "" where all can."""
    if not found:
        return f"nothing is there{but(litter)}"
    said = [f"{document.path} {document.error}" for document in documents if document.error]
    said += [file.complaint for file in found if file.complaint and not file.holds_code]
    return "; ".join(said[:MAX_SAID])


def instead(documents: Sequence[Document], slugs: Sequence[str]) -> tuple[str, ...]:
    """Return what is there instead: a name that is nearly an exercise's, or one where nothing runs it."""
    return tuple(said for said, _ in zip(_instead(documents, slugs), range(MAX_SAID), strict=False))


def _instead(documents: Sequence[Document], slugs: Sequence[str]) -> Iterator[str]:
    readable = [document for document in documents if not document.error]
    for slug in slugs:
        if place := elsewhere(slug, readable):
            yield f"{slug} is not defined{place}"
    names: dict[str, str] = {}
    for document in readable:
        for (name, _), place in document.definitions.items():
            names.setdefault(name, place)
    for slug in slugs:
        if name := near(slug, names):
            yield f"{name} ({names[name]}) looks like {slug}: the name must be {slug}"
