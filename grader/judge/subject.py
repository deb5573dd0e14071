"""One student's function on one exercise: a worker, the outcomes that are known already, and the time that is left."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from grader.judge.judged import LoadingLost, NotAFunction, NotLoaded, Undefined, Unreadable
from grader.judge.problems import CodeLine, Fault, Shown
from grader.judge.problems import shown as shown_case
from grader.prepared.folder import Prepared, call_bytes
from grader.prepared.records import CaseRecord
from grader.sandbox import wire
from grader.sandbox.channel import Answered, Channel, Limits, Lost, LostWhy, Outcome, Raised, Request, WorkerLost
from grader.sandbox.launch import Workers, load, load_request
from grader.submission import Source
from grader.verdicts import Verdict

SLACK_BYTES = 64 * 1024  # what an answer may take beyond its numbers: lists, wider dtypes, another shape
PER_BYTE = 8  # a list of bools is 8 times as long as the array
MAX_TIMEOUTS = 2
MAX_NOTES, MAX_NOTE = 20, 300  # characters of a note
MAX_ERROR_TEXT = 300  # characters of an error's text that are shown
MEMORY_ERROR = "MemoryError"


class _Loaded(msgspec.Struct, frozen=True):
    found: str | None
    callable: bool
    notes: list[str]


class ExerciseEnded(Exception):
    """The exercise's time is used up: what is left isn't run."""


@dataclass
class Subject:
    """Calls the student's function; starts another worker where one was lost."""

    prepared: Prepared
    source: Source
    entry: str
    zygote: Workers
    limits: Limits
    known: dict[int, Outcome] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    timeouts: int = 0
    killed: bool = False
    started: float = field(default_factory=time.monotonic)
    channel: Channel | None = None

    def start(self) -> NotLoaded | None:
        """Load the source; return None where the entry is there, else what went wrong or what was found instead."""
        try:
            loaded = self._load()
        except WorkerLost as lost:
            return LoadingLost(self._noted(lost), self.source.is_notebook)
        if isinstance(loaded, Raised):
            return Unreadable(self.fault(loaded), self.source.is_notebook)
        try:
            answer = msgspec.convert(loaded.value, _Loaded)
        except (ValueError, msgspec.ValidationError):  # a file that it has run may answer in the worker's name
            return LoadingLost(Lost(LostWhy.NO_ANSWER))
        self.notes = [note[:MAX_NOTE] for note in answer.notes[:MAX_NOTES]]
        if answer.found is None:
            return Undefined(self.entry, tuple(self.notes))
        return None if answer.callable else NotAFunction(self.entry, wire.one_line(answer.found, wire.MAX_KIND))

    def _load(self) -> Answered | Raised:
        self.channel = self.zygote.spawn(self.limits)
        return load(self.channel, load_request(self.source, self.entry), self._seconds(self.limits.load_seconds))

    def _seconds(self, most: float) -> float:
        left = self.limits.total_seconds - (time.monotonic() - self.started)
        if left <= 0 or self.timeouts >= MAX_TIMEOUTS:
            raise ExerciseEnded
        return min(most, left)

    def _worker(self) -> Channel:
        if self.channel is None or not self.channel.alive:
            loaded = self._load()
            if isinstance(loaded, Raised):
                raise WorkerLost(Lost(LostWhy.NOT_AGAIN))
        assert self.channel is not None  # noqa: S101 - set by _load
        return self.channel

    def _noted(self, lost: WorkerLost) -> Lost:
        self.timeouts += lost.lost.verdict is Verdict.TIMEOUT
        self.killed |= lost.lost.killed
        return lost.lost

    def afresh(self) -> "Subject":
        """Return the same, with nothing known yet."""
        return Subject(self.prepared, self.source, self.entry, self.zygote, self.limits)

    def close(self) -> None:
        """End the worker."""
        if self.channel is not None:
            self.channel.close()

    def printed(self) -> str:
        """Return what the student's code printed so far (capped); empty where the worker has gone."""
        if self.channel is None or not self.channel.alive:
            return ""
        try:
            reply = self.ask_one(Request(wire.OUTPUT, cap=1 << 19))
        except ExerciseEnded:
            return ""
        return reply.value if isinstance(reply, Answered) and isinstance(reply.value, str) else ""

    def outcomes(self, places: Iterable[int]) -> Iterator[tuple[CaseRecord, Outcome]]:
        """Yield each case (a place in the manifest) with its outcome; ends after a Lost.

        Outcomes that are known are not asked for again. Requests are written ahead.
        """
        cases = [self.prepared.manifest.cases[place] for place in places]
        new = list({case.args: case for case in cases if case.args not in self.known}.values())
        replies = self.ask(self.request(case) for case in new)
        pending = iter(new)
        for case in cases:
            while case.args not in self.known:
                self.known[next(pending).args] = next(replies)
            outcome = self.known[case.args]
            yield case, outcome
            if isinstance(outcome, Lost):
                return

    def request(self, case: CaseRecord, slot: int = 0) -> Request:
        """Return the request that calls the entry with a case's arguments."""
        return Request(wire.CALL, bytes(self.prepared.blobs[case.args]), slot, self.cap)

    @property
    def cap(self) -> int:
        """Return the most bytes that an answer to a case may take.

        The same for all cases of an exercise: a worker reads it, and would learn the length of the right answer.
        """
        return SLACK_BYTES + PER_BYTE * self.prepared.largest

    def ask(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Yield the outcome of each request, in order; a Lost is the last. Raises ExerciseEnded."""
        try:
            for outcome in self._worker().ask(requests, self._seconds(self.limits.call_seconds)):
                yield outcome
                self._seconds(0.0)  # many calls that are each in time may use up the exercise's
        except WorkerLost as lost:
            yield self._noted(lost)

    def ask_one(self, request: Request) -> Outcome:
        """Return the outcome of one request."""
        return next(iter(self.ask([request])))

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Return the outcome of a call with these arguments, which a law has made up."""
        body = call_bytes(args, kwargs)
        return self.ask_one(Request(wire.CALL, body, cap=16 * SLACK_BYTES + PER_BYTE * len(body)))

    def shown(self, case: CaseRecord) -> Shown:
        """Return a case as it is shown, its arguments decoded."""
        return shown_case(case, self.prepared.value(case.args))

    def without_answer(self, outcome: Raised | Lost) -> Fault | Lost:
        """Return what a call without an answer came to, an error with its line."""
        return outcome if isinstance(outcome, Lost) else self.fault(outcome)

    def fault(self, raised: Raised) -> Fault:
        """Return an error of the student's code with the line that it arose in."""
        return fault_of(self.source, raised, self.limits)


def fault_of(source: Source, raised: Raised, limits: Limits) -> Fault:
    """Return an error with the line that it arose in, and the limit of memory where it met that."""
    text = raised.text.strip().splitlines()
    memory = limits.memory if MEMORY_ERROR in raised.types else 0
    kind = raised.types[0] if raised.types else ""
    return Fault(kind, text[0][:MAX_ERROR_TEXT] if text else "", code_line(source, raised), memory)


def code_line(source: Source, raised: Raised) -> CodeLine | None:
    """Return the line that an error arose in; None where the worker names none that was handed in."""
    own = not raised.module
    texts = source.cells if own else tuple(text for name, text in source.modules if name == raised.module)
    if not 0 <= raised.cell < len(texts):
        return None
    lines = texts[raised.cell].splitlines()
    if not 0 < raised.line <= len(lines):
        return None
    file = source.path if own else f"{raised.module.replace('.', '/')}.py"
    cell = raised.cell + 1 if own and len(texts) > 1 else 0
    return CodeLine(file, cell, raised.line, lines[raised.line - 1].strip(), own)
