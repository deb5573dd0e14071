"""A request in, JSON lines out: the header, then each student × exercise exactly once, as soon as it is known."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.intake import alone, layouts, walk
from grader.intake.choose import MAX_MESSAGE, submission
from grader.intake.documents import Document
from grader.intake.files import Budget, UnreadableError
from grader.intake.handed import Course, Handed
from grader.intake.layouts import Hand, Layout
from grader.intake.limits import TooSlowError, limited_cpu
from grader.intake.messages import MAX_LINE, Header, IntakeError, Request
from grader.intake.naming import Names
from grader.intake.walk import Found
from grader.output.escape import shown
from grader.submission import Submission
from grader.verdicts import Verdict

BESIDE_DEPTH = 3  # of packages beside a single file: its folder may be a whole home directory


def places(data: bytes) -> list[Path]:
    """Return what a request lets this process read; nothing where it is no request."""
    try:
        request = msgspec.convert(json.loads(data), Request)
    except (ValueError, msgspec.ValidationError):
        return []  # `answer` says what is wrong with it
    path = Path(request.submissions)
    return [path.parent if request.files else path]  # modules beside a single file come along


def answer(data: bytes, out: BinaryIO) -> int:
    """Write the lines that answer a request; return the exit status."""
    with Budget(most=layouts.MAX_CLASS_ARCHIVE) as budget:
        try:
            # The standard library's reader keeps the undecodable bytes of a path (as lone surrogates).
            request = msgspec.convert(json.loads(data), Request)
            path = Path(request.submissions)
            names = Names(request.exercises)
            layout = layouts.one_file(path) if request.files else layouts.students(path, names, budget)
            slugs = _slugs(request, layout, names)
        except IntakeError as error:
            return _fail(str(error), out)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets one line
            return _fail(f"the submissions can't be taken in: {shown(repr(error))[:MAX_MESSAGE]}", out)
        _send(msgspec.json.encode(_header(request, slugs, layout)), out)
        course = Course.of(names, request.exercises, slugs)
        for hand in layout.hands[request.first :] if slugs else ():
            for row in _rows(hand, request, course):
                _send(_encoded(row), out)
    return 0


def _header(request: Request, slugs: Sequence[str], layout: Layout) -> Header:
    """Return the first line; of a single file without an exercise it says what is there instead."""
    students = tuple(hand.student for hand in layout.hands)
    if not request.files or slugs:
        return Header(tuple(slugs), students, layout.notes)
    try:
        with limited_cpu(), Budget() as budget:
            found = walk.walk(layout.hands[0].nodes, budget)
            documents = _documents(found, budget)
            unread = alone.unread(documents, found, budget.litter)[:MAX_MESSAGE]
            notes = tuple(note[:MAX_MESSAGE] for note in alone.instead(documents, list(request.exercises)))
            return Header((), students, notes, unread=unread)
    except Exception as error:  # noqa: BLE001 - of a file that can't be gone through, as `_failed` says of a row
        return Header((), students, layout.notes, unread=_failed(layout.hands[0], "", error).message)


def _fail(error: str, out: BinaryIO) -> int:
    _send(msgspec.json.encode({"error": error}), out)
    return 2


def _send(line: bytes, out: BinaryIO) -> None:
    out.write(line + b"\n")
    out.flush()


def _slugs(request: Request, layout: Layout, names: Names) -> list[str]:
    """Return the exercises that are graded, in the request's order."""
    if request.only is not None:
        unknown = [slug for slug in request.only if slug not in request.exercises]
        if unknown:
            raise IntakeError(f"no stub is known of {', '.join(map(shown, unknown))}: give slugs of the catalogue")
        return [slug for slug in request.exercises if slug in request.only]
    if request.files:
        asked = _asked(request, layout.hands[0], names)
    else:
        asked = _named(layout.hands, names, len(request.exercises))
    return [slug for slug in request.exercises if slug in asked]


def _named(hands: Sequence[Hand], names: Names, total: int) -> set[str]:
    """Return the slugs that some file names, without reading files."""
    seen: set[str] = set()
    for hand in hands:
        if len(seen) == total:
            break
        for found in walk.names(hand.nodes):
            slug = names.slug(found.name) or names.numbered(found.name)
            seen |= {slug} if slug else set()
    return seen


def _asked(request: Request, hand: Hand, names: Names) -> set[str]:
    """Return the exercises of a student's own file: the one that it is named for, else all that it binds."""
    with limited_cpu(), Budget() as budget:
        asked = set()
        for document in _documents(walk.walk(hand.nodes, budget), budget):
            if slug := names.slug(document.found.name) or names.numbered(document.found.name):
                asked.add(slug)
            else:
                outline = document.outline(request.exercises)
                asked |= {slug for slug in request.exercises if outline.of(slug) or outline.is_broken_at(slug)}
        return asked


def _rows(hand: Hand, request: Request, course: Course) -> list[Submission]:
    """Return a student's rows, one for each exercise whatever goes wrong; they share their texts."""
    rows: list[Submission] = []
    slugs = tuple(course.stubs)
    try:
        with ExitStack() as stack, limited_cpu():
            handed = _handed(hand, request, course, stack)
            rows.extend(_row(hand, slug, handed, course) for slug in slugs)
    except Exception as error:  # noqa: BLE001 - becomes the rows of this student
        rows += [_failed(hand, slug, error) for slug in slugs[len(rows) :]]
    return rows


def _row(hand: Hand, slug: str, handed: Handed, course: Course) -> Submission:
    try:
        return submission(hand.student.id, slug, handed, course)
    except Exception as error:  # noqa: BLE001 - becomes the row
        return _failed(hand, slug, error)


def _handed(hand: Hand, request: Request, course: Course, stack: ExitStack) -> Handed:
    """Return what a student handed in, read and outlined."""
    budget = stack.enter_context(Budget())
    found = walk.walk(hand.nodes, budget)
    candidates = _documents(found, budget)
    for document in candidates:
        document.outline(course.stubs)
    modules = candidates
    path = Path(request.submissions)
    if request.files and walk.plain_name(path.name).lower().endswith(walk.CODE):
        near = stack.enter_context(Budget())
        beside = walk.walk(layouts.beside(path).children, near, BESIDE_DEPTH)
        modules = candidates + [Document(f, near) for f in beside if f.holds_code and f.parts != (path.name,)]
    return Handed(candidates, modules, found, budget.notes, budget.litter)


def _documents(found: Sequence[Found], budget: Budget) -> list[Document]:
    """Return what may hold code: files, and behind them those that notebooks write."""
    files = [Document(file, budget) for file in found if file.holds_code]
    return files + [written for file in files if file.is_notebook for written in file.written()]


def _failed(hand: Hand, slug: str, error: Exception) -> Submission:
    """Return the row of a student whose files can't be gone through: theirs if it is too much, else ours."""
    if isinstance(error, TooSlowError | MemoryError | RecursionError | UnreadableError):
        reason = str(error) or "reading it takes too much memory"
        return Submission(
            hand.student.id, slug, verdict=Verdict.ERROR, message=f"the submission can't be read: {reason}"
        )
    message = f"reading the submission failed: {shown(repr(error))}"[:MAX_MESSAGE]
    return Submission(hand.student.id, slug, verdict=Verdict.INTERNAL, message=message)


def _encoded(row: Submission) -> bytes:
    line = msgspec.json.encode(row)
    if len(line) < MAX_LINE:
        return line
    message = "the source is larger than can be handed over"
    return msgspec.json.encode(Submission(row.student, row.exercise, verdict=Verdict.ERROR, message=message))
