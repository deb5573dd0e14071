"""`Timed`: how long the student's function computes, beside the reference and a function that does nothing.

Each has a worker of its own, on the judge's core. They are called in turn on the same fresh input; a call's time is
its worker's CPU clock, read from outside, between the first byte sent and the last one received.
"""

import itertools
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.filling import fill
from grader.judge.checks.bands import Ratio, batch_ratio, between, is_clear, points
from grader.judge.checks.compare import compare
from grader.judge.judged import Judged
from grader.judge.problems import NoRatio, NoRatioWhy, NoTiming, NotTimedHere, Speed
from grader.judge.subject import PER_BYTE, SLACK_BYTES, Subject
from grader.prepared.folder import Prepared, call_bytes
from grader.prepared.records import FilledRecord, TimedRecord, Tolerance, ValueRecord
from grader.sandbox import wire
from grader.sandbox.channel import Answered, Channel, Limits, Request, WorkerLost
from grader.sandbox.clock import cpu_seconds
from grader.sandbox.launch import NotAlone, Workers, Zygotes, load, load_request
from grader.sandbox.profiles import TIMING
from grader.submission import Source
from grader.verdicts import Verdict

BATCHES, LEAST_BATCHES = 6, 3
TRIPLES = 24  # in a batch; student, reference and no-op are called once each in a triple
WARM_UP = 3
STUDENT_SECONDS = 3.0  # for the whole check
SLOWEST = 20.0  # times the reference's seconds; beyond that the timing ends with 0
LEAST_DEADLINE = 0.25  # of a call, in seconds: a busy machine must not end a fast one
BETWEEN_CALLS = 0.2  # of a call's CPU time may pass in a worker between two calls
# Nobody may know the next inputs from the first one, and work the answers out while nothing is measured yet. So they
# are other ones in each run, which costs nothing: a time is never twice the same either.
SEED_BITS = 96
RTOL = 1e-7  # of the student's answer beside the reference worker's: sums of many products

NAMES = ("student", "reference", "no-op")
SLOW = 5.0  # seconds for a call of our own functions: the machine is busy, not they
# Takes the same arguments and returns an answer of the same size: what is left of a call is its way there and back.
NO_OP = """
import numpy as np
answer = np.zeros({shape})
def {entry}(*args, **kwargs):
    return answer
"""


class NotTimed(Exception):
    """There is no ratio: `problem` says why; the check ends with 0 points."""

    def __init__(self, problem: NoRatio) -> None:
        super().__init__(problem.why.name)
        self.problem = problem


@dataclass
class Measurement:
    """Seconds of each call so far, by whose it was; and the CPU clock when the last call ended."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    ended: dict[str, float] = field(default_factory=dict)


def impossible(job: Zygotes) -> NoTiming | None:
    """Return why this machine, or this job on it, can't time fairly; None where it can."""
    if not hasattr(os, "sched_setaffinity"):
        return NoTiming.NO_PINNING
    if cpu_seconds(os.getpid()) is None:
        return NoTiming.NO_CLOCK
    return None if job.pinned else NoTiming.NOT_PINNED


def skipped(check: TimedRecord, why: NoTiming, detail: str = "") -> Judged:
    """Return what is said of a check that doesn't run here; its points leave the total."""
    return Judged(check.name, check.kind, Verdict.SKIPPED, 0.0, check.points, NotTimedHere(why, detail))


def not_earned(check: TimedRecord, problem: NoRatio) -> Judged:
    """Return what is said of a function that earns nothing for its speed."""
    return Judged(check.name, check.kind, Verdict.FAIL, 0.0, check.points, problem)


def run(check: TimedRecord, subject: Subject, job: Zygotes) -> Judged:
    """Return what a timed check found. Never more than a few seconds, and a bounded wait for the machine."""
    why = impossible(job)
    if why is not None:
        return skipped(check, why)
    if subject.prepared.reference is None:
        return skipped(check, NoTiming.NO_REFERENCE)
    try:
        with job.alone():  # two timings at once would disturb each other
            ratio = measure(check, subject, job.zygote(TIMING))
    except NotAlone as reason:
        return skipped(check, NoTiming.NO_LOCK, str(reason))
    except NotTimed as reason:
        return not_earned(check, reason.problem)
    worth = points(check.bands, ratio)
    best = min(bound for bound, _ in check.bands)
    speed = Speed(ratio.middle, ratio.low, ratio.high, best, worth, full=worth >= check.points)
    return Judged(check.name, check.kind, speed.verdict, worth, check.points, speed)


def measure(check: TimedRecord, subject: Subject, zygote: Workers) -> Ratio:
    """Return the student's time over the reference's; raises NotTimed where there is none, saying why."""
    prepared, entry = subject.prepared, subject.prepared.manifest.entry
    limits = replace(subject.limits, memory=TIMING.memory)
    inputs = (arguments(check, prepared, seed) for seed in itertools.count(secrets.randbits(SEED_BITS)))
    workers: dict[str, Channel] = {}
    with ExitStack() as ending:  # closes each, also where the zygote has died and one after another says so
        reference = Source("reference.py", (prepared.reference or "",))
        workers["reference"] = _started(zygote, reference, entry, limits, ending)
        answer = _timed_call(workers["reference"], "reference", call_bytes(*next(inputs)), Measurement(), SLOW)
        nothing = Source("no-op.py", (NO_OP.format(shape=np.shape(answer), entry=entry),))
        workers["no-op"] = _started(zygote, nothing, entry, limits, ending)
        workers["student"] = _started(zygote, subject.source, subject.entry, limits, ending)
        return _ratio(check, workers, inputs)


def _started(zygote: Workers, source: Source, entry: str, limits: Limits, ending: ExitStack) -> Channel:
    worker = zygote.spawn(limits)
    ending.callback(worker.close)
    try:
        load(worker, load_request(source, entry), limits.load_seconds)
    except WorkerLost as lost:
        raise NotTimed(NoRatio(NoRatioWhy.LOST, lost=lost.lost)) from lost
    return worker


def arguments(check: TimedRecord, prepared: Prepared, seed: int) -> tuple[list[Any], dict[str, Any]]:
    """Return fresh arguments of a workload: filled ones are drawn from the seed, the others are as they are."""

    def made(argument: FilledRecord | ValueRecord, index: int) -> Any:
        if isinstance(argument, ValueRecord):
            return prepared.value(argument.place)
        return fill(seed * 16 + index, argument.shape, argument.low, argument.high, argument.dtype)

    args = [made(argument, index) for index, argument in enumerate(check.args)]
    return args, {name: made(value, len(args) + i) for i, (name, value) in enumerate(check.kwargs.items())}


def _ratio(check: TimedRecord, workers: Mapping[str, Channel], inputs: Iterator[Any]) -> Ratio:
    ends = time.monotonic() + STUDENT_SECONDS
    warm = Measurement()
    for turn in range(WARM_UP):
        _triple(workers, next(inputs), warm, turn)
    ratios: list[float] = []
    while len(ratios) < BATCHES and (time.monotonic() < ends or not ratios):
        batch = Measurement()
        for turn in range(TRIPLES):
            _triple(workers, next(inputs), batch, turn)
            if time.monotonic() > ends and turn >= WARM_UP:
                break
        ratios.append(batch_ratio(*(batch.seconds[name] for name in NAMES)))
        if ratios[-1] > SLOWEST:
            raise NotTimed(NoRatio(NoRatioWhy.TOO_SLOW, slowest=SLOWEST))
        if len(ratios) >= LEAST_BATCHES and is_clear(check.bands, between(ratios)):
            break
    return between(ratios)


def _triple(
    workers: Mapping[str, Channel], call: tuple[list[Any], dict[str, Any]], found: Measurement, turn: int
) -> None:
    """Call all three on the same input, in turn forwards and backwards (ABBA), and compare the answers."""
    body = call_bytes(*call)
    answers = {}
    order = NAMES[1:] + NAMES[:1] if turn % 2 == 0 else NAMES[:1] + NAMES[:0:-1]
    # The first triple's reference comes first: the student's deadline is a multiple of its time.
    known = found.seconds["reference"]
    for name in order:
        slowest = SLOWEST * max(known) if known else LEAST_DEADLINE
        seconds = 2 * slowest + LEAST_DEADLINE if name == "student" else SLOW
        answers[name] = _timed_call(workers[name], name, body, found, seconds)
    mismatch = compare(answers["reference"], answers["student"], Tolerance(RTOL, 1.0))
    if mismatch:
        raise NotTimed(NoRatio(NoRatioWhy.WRONG, mismatch=mismatch))


def _timed_call(worker: Channel, name: str, body: bytes, found: Measurement, seconds: float) -> Any:
    request = Request(wire.CALL, body, cap=SLACK_BYTES + PER_BYTE * len(body))
    before = cpu_seconds(worker.pid) or 0.0
    # The time of writing its answer's last bytes passes after we have read them, hence a share and not zero.
    idle = before - found.ended.get(name, before)
    try:
        reply = next(iter(worker.ask([request], seconds)))
    except WorkerLost as lost:
        if lost.lost.verdict is Verdict.TIMEOUT:
            raise NotTimed(NoRatio(NoRatioWhy.TOO_SLOW, slowest=SLOWEST)) from lost
        raise NotTimed(NoRatio(NoRatioWhy.LOST, lost=lost.lost)) from lost
    after = cpu_seconds(worker.pid) or 0.0
    if name == "student" and idle > BETWEEN_CALLS * (after - before) + 1e-3:
        raise NotTimed(NoRatio(NoRatioWhy.COMPUTES_BETWEEN))
    found.seconds[name].append(after - before)
    found.ended[name] = after
    if not isinstance(reply, Answered):
        raise NotTimed(NoRatio(NoRatioWhy.RAISES, error=reply.types[0] if reply.types else ""))
    return reply.value
