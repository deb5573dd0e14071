"""One student's function on one exercise: a worker, the outcomes that are known already, and the time that is left."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from grader.corpus import CaseRecord, Prepared, call_bytes
from grader.sandbox import wire
from grader.sandbox.channel import Answered, Channel, Limits, Lost, Outcome, Raised, Request, WorkerLost
from grader.sandbox.launch import Workers, load, load_request
from grader.submission import Source
from grader.verdicts import Verdict

SLACK_BYTES = 64 * 1024  # what an answer may take beyond its numbers: lists, wider dtypes, another shape
PER_BYTE = 8  # a list of bools is 8 times as long as the array
MAX_TIMEOUTS = 2
MAX_NOTES, MAX_NOTE = 20, 300  # characters of a note


class _Loaded(msgspec.Struct, frozen=True):
    found: str | None
    notes: list[str]


class ExerciseEnded(Exception):
    """The exercise's time is used up: what is left isn't run."""


@dataclass
class Run:
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

    def start(self) -> Lost | Raised | str | None:
        """Load the source; return None where the entry is there, else what went wrong or what was found instead."""
        try:
            loaded = self._load()
        except WorkerLost as lost:
            return self._noted(lost)
        if isinstance(loaded, Raised):
            return loaded
        try:
            answer = msgspec.convert(loaded.value, _Loaded)
        except (ValueError, msgspec.ValidationError):  # a file that it has run may answer in the worker's name
            return Lost(Verdict.ERROR, "the process of your code sent bytes that are no answer")
        self.notes = [note[:MAX_NOTE] for note in answer.notes[:MAX_NOTES]]
        kind = (answer.found or "")[:MAX_NOTE]
        return None if kind == "function" else kind

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
                raise WorkerLost(Lost(Verdict.ERROR, "your file loads once, and fails when it is loaded again"))
        assert self.channel is not None  # noqa: S101 - set by _load
        return self.channel

    def _noted(self, lost: WorkerLost) -> Lost:
        self.timeouts += lost.lost.verdict is Verdict.TIMEOUT
        self.killed |= lost.lost.killed
        return lost.lost

    def afresh(self) -> "Run":
        """Return the same, with nothing known yet."""
        return Run(self.prepared, self.source, self.entry, self.zygote, self.limits)

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
        return Request(wire.CALL, bytes(self.prepared.blobs[case.args]), slot, self.cap(case))

    def cap(self, case: CaseRecord) -> int:
        """Return the most bytes that an answer to this case may take."""
        expected = 0 if case.expected is None else len(self.prepared.blobs[case.expected])
        return SLACK_BYTES + PER_BYTE * max(expected, len(self.prepared.blobs[case.args]))

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
