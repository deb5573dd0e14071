"""The rules: which of a student's files is the answer to an exercise, and what is said where none is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from grader.intake.documents import MAX_SOURCE, Document
from grader.intake.files import MIB
from grader.intake.handed import Course, Handed
from grader.intake.missing import foreign, listed, missing
from grader.intake.modules import TooLargeError, helpers
from grader.intake.parsing import Binding, fingerprint, parse, without
from grader.intake.sameness import one_of
from grader.intake.signatures import Signature, fits
from grader.submission import Source, Submission
from grader.verdicts import Verdict

MAX_NOTES = 20
MAX_MESSAGE = 1_000  # characters


class State(Enum):
    """What a file holds of an exercise."""

    DEFINED = auto()
    BROKEN = auto()  # has the `def`, and doesn't parse
    STUB = auto()
    FOREIGN = auto()  # a function of that name with other arguments, in a file that isn't named for the exercise
    ABSENT = auto()
    UNREADABLE = auto()


@dataclass(frozen=True)
class _Choice:
    document: Document
    note: str = ""


@dataclass(frozen=True)
class _Refusal:
    verdict: Verdict
    message: str
    instead: str = ""


def submission(student: str, slug: str, handed: Handed, course: Course) -> Submission:
    """Return the row of one student and exercise."""
    chosen = _choose(slug, handed, course)
    if isinstance(chosen, _Choice):
        return _source(student, slug, chosen, handed, course)
    # What else there is to say is the same for every exercise, as `instead` is.
    notes = "".join(f" ({note})" for note in [n for n in handed.notes if n not in chosen.message][:3])
    message, instead = (chosen.message, chosen.instead + notes) if chosen.instead else (chosen.message + notes, "")
    return Submission(
        student, slug, verdict=chosen.verdict, message=message[:MAX_MESSAGE], instead=instead[:MAX_MESSAGE]
    )


def _choose(slug: str, handed: Handed, course: Course) -> _Choice | _Refusal:
    """Return the one file that counts, or the verdict and message that say why there is none."""
    documents = handed.candidates
    named = [documents[i] for i in course.names.named(slug, [document.found.name for document in documents])]
    states = _states(slug, named, handed, course)
    answers = [document for document in documents if states[document] in (State.DEFINED, State.BROKEN)]
    for group in ([d for d in answers if d in named], [d for d in answers if d not in named]):
        if not group:
            continue
        one = one_of(slug, group, handed.modules) if len(group) > 1 else group[0]
        if one is None:
            message = f"{slug} is defined in {listed(d.path for d in group)}: hand in one of them"
            return _Refusal(Verdict.ERROR, message)
        return _Choice(one, _why(slug, one, named, states, [d.path for d in group if d is not one]))
    return _refusal(slug, named, states, handed, course)


def _refusal(
    slug: str, named: Sequence[Document], states: Mapping[Document, State], handed: Handed, course: Course
) -> _Refusal:
    """Return why no file counts."""
    documents = handed.candidates
    for document in named:
        if states[document] is State.UNREADABLE:
            return _Refusal(Verdict.ERROR, f"{document.path} {document.error}")
    other = [d for d in documents if d.error and not course.names.slug(d.found.name)]  # not another exercise's file
    unreadable = [f"{document.path} {document.error}" for document in other]
    unreadable += [file.complaint for file in handed.found if file.complaint and not file.holds_code]
    stubs = [document for document in documents if states[document] is State.STUB]
    if stubs:
        return _Refusal(Verdict.MISSING, "; ".join([f"the untouched stub ({stubs[0].path})", *unreadable]))
    if unreadable:
        return _Refusal(Verdict.ERROR, "; ".join(unreadable[:3]))
    if helper := next((document for document in documents if states[document] is State.FOREIGN), None):
        return _Refusal(Verdict.MISSING, foreign(slug, helper, course))
    return _Refusal(Verdict.MISSING, *missing(slug, named, handed))


def _states(slug: str, named: Sequence[Document], handed: Handed, course: Course) -> dict[Document, State]:
    """Return what each file holds of an exercise."""
    documents = handed.candidates
    states = {document: _state(document, slug, course, handed.own) for document in documents}
    for document in named:
        if states[document] is State.FOREIGN:
            states[document] = State.DEFINED  # an answer with the wrong arguments: its own errors say so
        if states[document] is State.ABSENT and _never_parses(document):
            states[document] = State.BROKEN  # the student's file whatever is in it: the syntax error is the message
    return states


def _state(document: Document, slug: str, course: Course, own: frozenset[str]) -> State:
    if document.error:
        return State.UNREADABLE
    outline = document.outline(course.stubs)
    bindings = outline.of(slug)
    # `from activations import sigmoid` is a use of the student's own activations.py, not a second definition.
    real = [b for b in bindings if not (b.module and _is_own(b.module, own))]
    answers = [b for b in real if not _is_stub(b.node, course.stubs[slug])]
    if answers:
        return State.DEFINED if _fits(answers[-1], course.signatures[slug]) else State.FOREIGN
    if outline.is_broken_at(slug):
        return State.BROKEN
    if real:
        return State.STUB
    return State.DEFINED if bindings and course.names.slug(document.found.name) == slug else State.ABSENT


def _fits(binding: Binding, stub: Signature | None) -> bool:
    return stub is None or binding.arguments is None or fits(binding.arguments, stub)


def _is_own(module: str, own: frozenset[str]) -> bool:
    return module.startswith(".") or module.rpartition(".")[2] in own


def _is_stub(node: object, stub: str) -> bool:
    return bool(stub) and node is not None and fingerprint(node) == stub  # type: ignore[arg-type]


def _never_parses(document: Document) -> bool:
    return document.size > MAX_SOURCE or parse("\n".join(document.cells)) is None


def _why(
    slug: str, chosen: Document, named: Sequence[Document], states: Mapping[Document, State], same: Sequence[str]
) -> str:
    """Return what a student should know about the choice, "" where it is the obvious one."""
    if same:
        return f"{chosen.path} is graded: the same {slug} is in {listed(same[:5])}"
    if chosen in named and len(named) == 1:
        return ""
    left = [d for d in named if d is not chosen]
    if left:
        words = {State.STUB: "is the untouched stub", State.UNREADABLE: left[0].error}
        return f"{chosen.path} is graded: {left[0].path} {words.get(states[left[0]], f'does not define {slug}')}"
    return f"{chosen.path} is graded: it defines {slug}" if len(states) > 1 else ""


def _source(student: str, slug: str, choice: _Choice, handed: Handed, course: Course) -> Submission:
    """Return the row that hands the text over."""
    document = choice.document
    changed = document.found.changed
    if document.size > MAX_SOURCE:
        message = f"{document.path} holds more than {MAX_SOURCE // MIB} MiB of code"
        return Submission(student, slug, verdict=Verdict.ERROR, message=message, time=changed)
    try:
        modules, about_modules = helpers(document, handed.modules)
    except TooLargeError as error:
        return Submission(student, slug, verdict=Verdict.ERROR, message=str(error), time=changed)
    cells, cut = _without_late_stub(slug, document, course)
    notes = dict.fromkeys(filter(None, (choice.note, *cut, *document.notes, *about_modules, *handed.notes)))
    source = Source(document.path, cells, modules, tuple(note[:MAX_MESSAGE] for note in notes)[:MAX_NOTES])
    return Submission(student, slug, source=source, time=changed)


def _without_late_stub(slug: str, document: Document, course: Course) -> tuple[tuple[str, ...], list[str]]:
    """Return the cells without a stub that stands behind the answer, where it would win."""
    bindings = document.outline(course.stubs).of(slug)
    if not bindings or all(_is_stub(b.node, course.stubs[slug]) for b in bindings):
        return document.cells, []
    cells = list(document.cells)
    cut = []
    while bindings and _is_stub((last := bindings.pop()).node, course.stubs[slug]):
        if last.node is not None:  # from the last to the first: the line numbers before it stay right
            cells[last.cell] = without(cells[last.cell], last.node)
            cut = [f"the untouched stub behind your {slug} in {document.path} is left out"]
    return tuple(cells), cut
