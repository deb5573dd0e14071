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

import msgspec
import numpy as np

from grader.checks.bands import Ratio, batch_ratio, between, is_clear, points
from grader.checks.compare import Tolerance, compare
from grader.checks.run import PER_BYTE, SLACK_BYTES, Run
from grader.corpus import CheckRecord, call_bytes
from grader.filling import fill
from grader.job import Job
from grader.own_files import NotOwn, machine_lock
from grader.sandbox import wire
from grader.sandbox.channel import Answered, Channel, Limits, Request, WorkerLost
from grader.sandbox.clock import cpu_seconds
from grader.sandbox.launch import Workers, load, load_request
from grader.sandbox.profiles import TIMING
from grader.submission import Source
from grader.verdicts import CheckReport, Kind, Verdict

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
    """There is no ratio: `args[0]` says why; the check ends with 0 points."""


@dataclass
class Measurement:
    """Seconds of each call so far, by whose it was; and the CPU clock when the last call ended."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    ended: dict[str, float] = field(default_factory=dict)


def impossible(job: Job) -> str:
    """Return why this machine, or this job on it, can't time fairly; empty where it can."""
    if not hasattr(os, "sched_setaffinity"):
        return "this platform can't pin a process to a core"
    if cpu_seconds(os.getpid()) is None:
        return "this platform has no CPU clock of another process"
    if not job.pinned:
        return "this process isn't pinned to a core"
    return ""


def skipped(check: CheckRecord, why: str) -> CheckReport:
    """Return the report of a check that doesn't run here; its points leave the total."""
    return CheckReport(check.name, Kind.TIMING, Verdict.SKIPPED, 0.0, check.points, f"not timed: {why}")


def run(check: CheckRecord, student: Run, job: Job) -> CheckReport:
    """Return the report of a timed check. Never more than a few seconds, and a bounded wait for the machine."""
    why = impossible(job)
    if why or student.prepared.reference is None:
        return skipped(check, why or "the reference isn't in this copy")
    try:
        with machine_lock("timing"):  # two timings at once would disturb each other
            ratio = measure(check, student, job.zygote(TIMING))
    except NotOwn as reason:
        return skipped(check, str(reason))
    except NotTimed as reason:
        return CheckReport(check.name, Kind.TIMING, Verdict.FAIL, 0.0, check.points, str(reason))
    worth = points(check.bands, ratio)
    message = f"{ratio.middle:.2f} × the reference's time (between {ratio.low:.2f} and {ratio.high:.2f})"
    best = min(bound for bound, _ in check.bands)
    if worth < check.points:
        message += f"; full points up to {best:g} ×"
    return CheckReport(check.name, Kind.TIMING, Verdict.PASS if worth else Verdict.FAIL, worth, check.points, message)


def measure(check: CheckRecord, student: Run, zygote: Workers) -> Ratio:
    """Return the student's time over the reference's; raises NotTimed where there is none, saying why."""
    assert check.workload is not None  # noqa: S101 - a timed check has one
    workload = msgspec.json.decode(student.prepared.blobs[check.workload])
    inputs = (arguments(workload, seed) for seed in itertools.count(secrets.randbits(SEED_BITS)))
    entry, limits = student.prepared.manifest.entry, replace(student.limits, memory=TIMING.memory)
    workers: dict[str, Channel] = {}
    with ExitStack() as ending:  # closes each, also where the zygote has died and one after another says so
        reference = Source("reference.py", (student.prepared.reference or "",))
        workers["reference"] = _started(zygote, reference, entry, limits, ending)
        answer = _timed_call(workers["reference"], "reference", call_bytes(*next(inputs)), Measurement(), SLOW)
        nothing = Source("no-op.py", (NO_OP.format(shape=np.shape(answer), entry=entry),))
        workers["no-op"] = _started(zygote, nothing, entry, limits, ending)
        workers["student"] = _started(zygote, student.source, student.entry, limits, ending)
        return _ratio(check, workers, inputs)


def _started(zygote: Workers, source: Source, entry: str, limits: Limits, ending: ExitStack) -> Channel:
    worker = zygote.spawn(limits)
    ending.callback(worker.close)
    try:
        load(worker, load_request(source, entry), limits.load_seconds)
    except WorkerLost as lost:
        raise NotTimed(lost.lost.message) from lost
    return worker


def arguments(workload: Any, seed: int) -> tuple[list[Any], dict[str, Any]]:
    """Return fresh arguments of a workload: `Filled` ones are drawn from the seed, the others are as they are."""

    def made(value: Any, index: int) -> Any:
        if isinstance(value, Mapping) and set(value) == {"shape", "low", "high", "dtype"}:
            return fill(seed * 16 + index, tuple(value["shape"]), value["low"], value["high"], value["dtype"])
        return value

    args, kwargs = workload
    made_args = [made(value, index) for index, value in enumerate(args)]
    return made_args, {k: made(v, len(args) + i) for i, (k, v) in enumerate(kwargs.items())}


def _ratio(check: CheckRecord, workers: Mapping[str, Channel], inputs: Iterator[Any]) -> Ratio:
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
            raise NotTimed(f"more than {SLOWEST:g} × the reference's time")
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
        raise NotTimed(f"the answer to the timed input is wrong: {mismatch.message}")


def _timed_call(worker: Channel, name: str, body: bytes, found: Measurement, seconds: float) -> Any:
    request = Request(wire.CALL, body, cap=SLACK_BYTES + PER_BYTE * len(body))
    before = cpu_seconds(worker.pid) or 0.0
    # The time of writing its answer's last bytes passes after we have read them, hence a share and not zero.
    idle = before - found.ended.get(name, before)
    try:
        reply = next(iter(worker.ask([request], seconds)))
    except WorkerLost as lost:
        if lost.lost.verdict is Verdict.TIMEOUT:
            raise NotTimed(f"more than {SLOWEST:g} × the reference's time") from lost
        raise NotTimed(lost.lost.message) from lost
    after = cpu_seconds(worker.pid) or 0.0
    if name == "student" and idle > BETWEEN_CALLS * (after - before) + 1e-3:
        raise NotTimed("your code computes between the calls")
    found.seconds[name].append(after - before)
    found.ended[name] = after
    if not isinstance(reply, Answered):
        raise NotTimed(f"the timed input raises {reply.types[0] if reply.types else 'an error'}")
    return reply.value
