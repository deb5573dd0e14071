"""One submission × one prepared exercise → Report. Holds the answers; the student's code is elsewhere."""

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from grader import diagnose
from grader.checks import errors, gradients, properties, purity, timing, value
from grader.checks.compare import with_article
from grader.checks.problem import MAX_ERROR_TEXT, place_text
from grader.checks.run import ExerciseEnded, Run
from grader.corpus import CheckRecord, Manifest, Prepared
from grader.followthrough import follow
from grader.job import Job
from grader.sandbox.channel import Limits, Lost, Raised
from grader.sandbox.profiles import NUMPY
from grader.submission import Source
from grader.verdicts import CheckReport, Kind, Report, Verdict, award, total, worst

KINDS: Mapping[str, Kind] = {
    "examples": Kind.VALUE,
    "matches": Kind.VALUE,
    "raises": Kind.ERRORS,
    "holds": Kind.PROPERTY,
    "gradients": Kind.GRADIENT,
    "timed": Kind.TIMING,
}
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"  # of the worker too

CHECKS = {
    "examples": value.run,
    "matches": value.run,
    "raises": errors.run,
    "holds": properties.run,
    "gradients": gradients.run,
}


@dataclass(frozen=True)
class Examined:
    """A report, and what the student's code printed meanwhile (the first 64 thousand characters)."""

    report: Report
    printed: str


def grade(prepared: Prepared, source: Source, job: Job, entry: str | None = None, *, timing: bool = False) -> Report:
    """Return the report on a source; `entry` is the function to call where it isn't the exercise's own."""
    return examine(prepared, source, job, entry, timing=timing).report


def examine(
    prepared: Prepared, source: Source, job: Job, entry: str | None = None, *, timing: bool = False
) -> Examined:
    """Return the report on a source and what its code printed; raises ZygoteLost.

    Where a worker was killed, all is run once more: a kill from outside is not the student's, and one from inside
    happens again.
    """
    manifest = prepared.manifest
    limits = Limits(manifest.call_seconds, manifest.load_seconds, manifest.total_seconds, NUMPY.memory)
    student = Run(prepared, source, entry or manifest.entry, job.zygote(NUMPY), limits)
    examined = _examined(student, job, timed=timing)
    return _examined(student.afresh(), job, timed=timing) if student.killed else examined


def _examined(student: Run, job: Job, *, timed: bool) -> Examined:
    started = time.monotonic()
    manifest = student.prepared.manifest
    try:
        report = _graded(student, manifest, timing=timed)
        seconds = time.monotonic() - started
        printed = student.printed()
        report = _timed(report, student, manifest, job if timed else None)
    finally:
        student.close()
    source = student.source
    report = replace(report, source=source.path, sha256=source.sha256(), corpus=manifest.key, seconds=seconds)
    return Examined(report, printed)


def _graded(student: Run, manifest: Manifest, *, timing: bool) -> Report:
    problem = student.start()
    if problem is not None:
        return _not_loaded(student, manifest, problem, timing=timing)
    checks = _run_checks(student, manifest)
    impure = any(c.kind is Kind.PURITY and c.verdict is Verdict.FAIL for c in checks)
    name = _misconception(student, checks)
    checks = award(_diagnosed(manifest, checks, name), matches_of(manifest))
    checks = checks if impure else follow(student, checks, name)
    score, max_score = total(checks)
    notes = "; ".join([*student.source.notes, *student.notes])
    return Report(manifest.exercise, worst(checks), score, max_score, notes, checks=checks)


def matches_of(manifest: Manifest) -> frozenset[str]:
    """Return the names of the checks whose passing lets the others earn."""
    return frozenset(check.name for check in manifest.checks if check.kind == "matches")


def _timed(report: Report, student: Run, manifest: Manifest, job: Job | None) -> Report:
    """Return the report with its timed checks added; not timed without a job, or where no `Matches` accepts it."""
    timed = [check for check in manifest.checks if check.kind == "timed"]
    if not timed or not report.checks:
        return report
    right = any(c.verdict is Verdict.PASS and c.name in matches_of(manifest) for c in report.checks)
    student.close()

    def timing_report(check: CheckRecord) -> CheckReport:
        if job is None:
            return timing.skipped(check, "switched off")
        if not right:
            message = "not timed: no check of its values passed"
            return CheckReport(check.name, Kind.TIMING, Verdict.FAIL, 0.0, check.points, message)
        return timing.run(check, student, job)

    checks = (*report.checks, *map(timing_report, timed))
    score, max_score = total(checks)
    return replace(report, score=score, max_score=max_score, checks=checks)


def _run_checks(student: Run, manifest: Manifest) -> tuple[CheckReport, ...]:
    reports: list[CheckReport] = []
    for check in manifest.checks:
        if check.kind == "timed":
            continue  # after all others
        try:
            reports.append(CHECKS[check.kind](check, student))
        except ExerciseEnded:
            reports.append(_not_run(check.name, KINDS[check.kind], check.points))
    try:
        reports.append(purity.run(student))
    except ExerciseEnded:
        reports.append(_not_run(purity.NAME, Kind.PURITY, 0.0))
    return tuple(reports)


def _not_run(name: str, kind: Kind, points: float) -> CheckReport:
    return CheckReport(name, kind, Verdict.TIMEOUT, 0.0, points, "not run: the exercise's time was used up")


def _misconception(student: Run, checks: tuple[CheckReport, ...]) -> str:
    """Return the name of the misconception that explains the failing checks; empty where none does."""
    failing = any(c.verdict in (Verdict.FAIL, Verdict.ERROR) for c in checks)
    return diagnose.misconception(student.prepared, student.known) if failing else ""


def _diagnosed(manifest: Manifest, checks: tuple[CheckReport, ...], name: str) -> tuple[CheckReport, ...]:
    """Return the checks with the misconception at the first failing one."""
    first = next((i for i, c in enumerate(checks) if c.verdict in (Verdict.FAIL, Verdict.ERROR)), None)
    if first is None or not name:
        return checks
    named = replace(checks[first], misconception=manifest.misconceptions[name])
    return (*checks[:first], named, *checks[first + 1 :])


def _not_loaded(student: Run, manifest: Manifest, problem: Lost | Raised | str, *, timing: bool) -> Report:
    report = partial(without_checks, manifest, timing=timing)
    if isinstance(problem, Lost):
        slow = problem.verdict is Verdict.TIMEOUT
        advice = '; put what runs long, as training does, under `if __name__ == "__main__":`' if slow else ""
        return report(problem.verdict, f"loading your file: {problem.message}{advice}")
    if isinstance(problem, Raised):
        kind = problem.types[0] if problem.types else "an error"
        text = problem.text.splitlines()[0][:MAX_ERROR_TEXT] if problem.text else ""
        message = f"your file can't be read by Python {PYTHON}: {kind}: {text}{place_text(student, problem)}"
        return report(Verdict.ERROR, message)
    failed = f" ({'; '.join(student.notes)})" if student.notes else ""
    if problem:
        return report(Verdict.ERROR, f"`{student.entry}` is {with_article(problem)}, not a function")
    return report(Verdict.MISSING, f"the file defines no `{student.entry}`{failed}")


def without_checks(manifest: Manifest, verdict: Verdict, message: str, *, timing: bool = True) -> Report:
    """Return the report of a submission on which no check ran: score 0, or null where the fault is ours.

    Without `timing` the points of timed checks leave max_score, as they do where checks ran.
    """
    score = None if verdict is Verdict.INTERNAL else 0.0
    return Report(
        manifest.exercise, verdict, score, max_points(manifest.checks, timing=timing), message, corpus=manifest.key
    )


def max_points(checks: list[CheckRecord], *, timing: bool = True) -> float:
    """Return the points that an exercise is worth, with or without its timed checks."""
    return sum(check.points for check in checks if timing or check.kind != "timed")
