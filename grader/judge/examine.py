"""One submission × one prepared exercise → what the judge found. Holds the answers; the student's code is elsewhere."""

import time
from dataclasses import replace
from typing import assert_never

from grader.judge import diagnose
from grader.judge.checks import errors, gradients, laws, purity, timing, value
from grader.judge.followthrough import follow
from grader.judge.judged import Examined, Judged, LoadingLost, NotLoaded, Undefined
from grader.judge.problems import NoRatio, NoRatioWhy, NoTiming, TimeUsedUp
from grader.judge.score import award, total, worst
from grader.judge.subject import ExerciseEnded, Subject
from grader.prepared.folder import Prepared
from grader.prepared.records import (
    ExamplesRecord,
    GradientsRecord,
    HoldsRecord,
    Manifest,
    MatchesRecord,
    RaisesRecord,
    TimedRecord,
    UntimedRecord,
)
from grader.sandbox.channel import Limits
from grader.sandbox.launch import Zygotes
from grader.sandbox.profiles import NUMPY
from grader.submission import Source
from grader.verdicts import Verdict


def examine(
    prepared: Prepared, source: Source, job: Zygotes, entry: str | None = None, *, timing: bool = False
) -> Examined:
    """Return what was found in a source; `entry` is the function to call where it isn't the exercise's own.

    Raises ZygoteLost.

    Where a worker was killed, all is run once more: a kill from outside is not the student's, and one from inside
    happens again.
    """
    manifest = prepared.manifest
    limits = Limits(manifest.call_seconds, manifest.load_seconds, manifest.total_seconds, NUMPY.memory)
    student = Subject(prepared, source, entry or manifest.entry, job.zygote(NUMPY), limits)
    examined = _examined(student, job, timed=timing)
    return _examined(student.afresh(), job, timed=timing) if student.killed else examined


def _examined(student: Subject, job: Zygotes, *, timed: bool) -> Examined:
    started = time.monotonic()
    manifest = student.prepared.manifest
    try:
        not_loaded = student.start()
        if not_loaded is not None:
            return _not_loaded(manifest, not_loaded, timing=timed)
        checks = _untimed(student, manifest)
        seconds = time.monotonic() - started
        printed = student.printed()
        checks += _timed(student, checks, job if timed else None)
    finally:
        student.close()
    score, max_score = total(checks)
    notes = (*student.source.notes, *student.notes)
    return Examined(worst(checks), score, max_score, checks, notes=notes, seconds=seconds, printed=printed)


def _untimed(student: Subject, manifest: Manifest) -> tuple[Judged, ...]:
    """Return what was found by all checks but the timed ones, with diagnosis, points and follow-through."""
    checks = [_checked(check, student) for check in manifest.untimed]
    checks.append(_pure(student))
    name = _misconception(student, checks)
    impure = checks[-1].verdict is Verdict.FAIL
    awarded = award(_diagnosed(checks, name), frozenset(check.name for check in manifest.matches))
    return awarded if impure else follow(student, awarded, name)


def _checked(check: UntimedRecord, student: Subject) -> Judged:
    try:
        match check:
            case ExamplesRecord() | MatchesRecord():
                return value.run(check, student)
            case RaisesRecord():
                return errors.run(check, student)
            case HoldsRecord():
                return laws.run(check, student)
            case GradientsRecord():
                return gradients.run(check, student)
            case _:
                assert_never(check)
    except ExerciseEnded:
        return Judged(check.name, check.kind, Verdict.TIMEOUT, 0.0, check.points, TimeUsedUp())


def _pure(student: Subject) -> Judged:
    try:
        return purity.run(student)
    except ExerciseEnded:
        return purity.judged(TimeUsedUp())


def _timed(student: Subject, checks: tuple[Judged, ...], job: Zygotes | None) -> tuple[Judged, ...]:
    """Return what was found by the timed checks; not timed without a job, or where no `Matches` accepted it."""
    manifest = student.prepared.manifest
    matches = {check.name for check in manifest.matches}
    right = any(check.verdict is Verdict.PASS and check.name in matches for check in checks)
    student.close()

    def timed(check: TimedRecord) -> Judged:
        if job is None:
            return timing.skipped(check, NoTiming.SWITCHED_OFF)
        if not right:
            return timing.not_earned(check, NoRatio(NoRatioWhy.NO_VALUE_PASSED))
        return timing.run(check, student, job)

    return tuple(map(timed, manifest.timed))


def _misconception(student: Subject, checks: list[Judged]) -> str:
    """Return the name of the misconception that explains the failing checks; empty where none does."""
    failing = any(check.verdict in (Verdict.FAIL, Verdict.ERROR) for check in checks)
    return diagnose.misconception(student.prepared, student.known) if failing else ""


def _diagnosed(checks: list[Judged], name: str) -> list[Judged]:
    """Return the checks with the misconception at the first failing one."""
    first = next((i for i, check in enumerate(checks) if check.verdict in (Verdict.FAIL, Verdict.ERROR)), None)
    if first is None or not name:
        return checks
    return [*checks[:first], replace(checks[first], misconception=name), *checks[first + 1 :]]


def _not_loaded(manifest: Manifest, problem: NotLoaded, *, timing: bool) -> Examined:
    return Examined(verdict_of(problem), 0.0, manifest.worth(timing=timing), not_loaded=problem)


def verdict_of(problem: NotLoaded) -> Verdict:
    """Return the verdict of a file on which no check could run."""
    if isinstance(problem, LoadingLost):
        return problem.lost.verdict
    return Verdict.MISSING if isinstance(problem, Undefined) else Verdict.ERROR
