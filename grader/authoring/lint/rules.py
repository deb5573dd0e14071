"""The rules of lint on what was prepared and graded: functions of a manifest and of reports."""

from collections.abc import Iterator, Mapping
from math import isclose

from grader.authoring.lint.finding import Finding
from grader.authoring.lint.trials import Role, Trial
from grader.course.catalog import SOLUTIONS
from grader.judge import diagnose
from grader.prepared.folder import Prepared
from grader.prepared.records import CaseRecord, CheckRecord, ExamplesRecord, Manifest, MatchesRecord, Texts, TimedRecord
from grader.sandbox.channel import Answered, Raised
from grader.verdicts import Report, Verdict

STEP_OF_POINTS = 5  # an exercise's points add up to a multiple of this
LONGEST_DIAGNOSIS = 300  # characters: three sentences, which is what a student reads at once
PASSING = (Verdict.PASS, Verdict.SKIPPED)

Reports = Mapping[Trial, Report]


def folder_of(manifest: Manifest) -> str:
    """Return the solution's folder as a finding shows it."""
    return f"{SOLUTIONS}/{manifest.exercise}/"


def manifest_findings(manifest: Manifest, texts: Texts) -> Iterator[Finding]:
    """Yield what the declaration says wrongly: points, hints, drawn cases, diagnoses."""
    spec = folder_of(manifest) + "spec.py"
    for check in manifest.checks:
        if not isinstance(check, ExamplesRecord) and check.points <= 0:
            yield Finding(spec, f"the check {check.name!r} gives {check.points:g} points, more than 0 expected")
        if isinstance(check, MatchesRecord) and not check.places.drawn:
            yield Finding(spec, f"the check {check.name!r} holds no drawn cases, some expected")
    points = sum(check.points for check in manifest.checks)
    if points <= 0 or not isclose(points / STEP_OF_POINTS, round(points / STEP_OF_POINTS)):
        yield Finding(spec, f"the points add up to {points:g}, a multiple of {STEP_OF_POINTS} expected")
    if not any(hint.strip() for hint in texts.hints):
        yield Finding(spec, "no hints, at least one expected")
    yield from _diagnosis_findings(manifest, texts)


def _diagnosis_findings(manifest: Manifest, texts: Texts) -> Iterator[Finding]:
    path = folder_of(manifest) + "misconceptions.py"
    seen: dict[str, str] = {}
    for name, text in texts.misconceptions.items():
        if not text:
            yield Finding(path, f"{name} has no docstring, its diagnosis expected")
        elif text in seen:
            yield Finding(path, f"{name} has the docstring of {seen[text]}, a diagnosis of its own expected")
        elif len(text) > LONGEST_DIAGNOSIS:
            yield Finding(
                path, f"the docstring of {name} has {len(text)} characters, at most {LONGEST_DIAGNOSIS} expected"
            )
        seen.setdefault(text, name)


def report_findings(prepared: Prepared, reports: Reports) -> Iterator[Finding]:
    """Yield what the judge made of the made-up submissions that it shouldn't have."""
    for trial, report in reports.items():
        if report.verdict is Verdict.INTERNAL or not report.checks:
            path = folder_of(prepared.manifest) + ("spec.py" if trial.role is Role.CHEAT else trial.source.path)
            who = f"a submission that {trial.name}" if trial.role is Role.CHEAT else trial.name
            yield Finding(path, f"{who} ended {report.verdict} ({report.message}), a verdict on it expected")
        elif trial.role is Role.RIGHT:
            yield from _right_findings(prepared.manifest, trial, report)
        elif trial.role is Role.CHEAT:
            yield from _cheat_findings(prepared.manifest, trial, report)
        else:
            yield from _wrong_findings(prepared, trial, report)
    yield from _idle_checks(prepared.manifest, reports)


def _right_findings(manifest: Manifest, trial: Trial, report: Report) -> Iterator[Finding]:
    if report.verdict is Verdict.PASS and report.score == report.max_score:
        return
    found = next((f" ({c.name!r}: {c.message})" for c in report.checks if c.verdict not in PASSING), "")
    message = f"{trial.name} scores {points(report)}{found}, full points expected"
    yield Finding(folder_of(manifest) + trial.source.path, message)


def _cheat_findings(manifest: Manifest, trial: Trial, report: Report) -> Iterator[Finding]:
    if report.score:
        earned = ", ".join(repr(c.name) for c in report.checks if c.points)
        message = f"a submission that {trial.name} scores {points(report)} (by {earned}), 0 expected"
        yield Finding(folder_of(manifest) + "spec.py", message)


def _wrong_findings(prepared: Prepared, trial: Trial, report: Report) -> Iterator[Finding]:
    path = folder_of(prepared.manifest) + trial.source.path
    if report.verdict is Verdict.PASS or report.score == report.max_score:
        message = f"{trial.name} scores {points(report)} ({report.verdict}), less than full points expected"
        yield Finding(path, message)
        return
    said = [check.named for check in report.checks if check.named]
    if said != [trial.name]:
        found = f"is diagnosed as {', '.join(said)}" if said else f"isn't diagnosed{why_silent(prepared, trial.name)}"
        yield Finding(path, f"{trial.name} {found}; itself alone expected")


def points(report: Report) -> str:
    """Return a score as a finding shows it: `4 of 10 points`."""
    return f"{report.score:g} of {report.max_score:g} points"


def why_silent(prepared: Prepared, name: str) -> str:
    """Return why a misconception isn't diagnosed, as far as rungs and edges show it; else nothing."""
    manifest = prepared.manifest
    places = {place for check in manifest.checks for place in check.places.by_hand}
    cases = [case for place, case in enumerate(manifest.cases) if place in places and name in case.wrong]
    differing = sum(diagnose.is_wrong(prepared, case, *prepared.value(case.wrong[name])) for case in cases)
    if differing < diagnose.LEAST_DIFFERING:
        return f" (rungs and edges where it is wrong: {differing}, at least {diagnose.LEAST_DIFFERING} needed)"

    def alike(other: str) -> bool:
        return all(_answered_alike(prepared, case, case.wrong[name], case.wrong[other]) for case in cases)

    twins = [other for other in manifest.misconceptions if other != name and alike(other)]
    return f" (no rung or edge tells it from {', '.join(twins)})" if twins else ""


def _answered_alike(prepared: Prepared, case: CaseRecord, one: int, other: int) -> bool:
    types, value = prepared.value(one)
    outcome = Raised(tuple(types)) if types else Answered(value)
    types, value = prepared.value(other)
    return diagnose.same_outcome(types, value, outcome, case)


def _idle_checks(manifest: Manifest, reports: Reports) -> Iterator[Finding]:
    """Yield a finding for each check that no misconception fails: its points are a present."""
    for check in manifest.checks:
        if isinstance(check, ExamplesRecord | TimedRecord):
            continue
        failing = [trial for trial, report in reports.items() if _fails(report, check)]
        if any(trial.role is Role.WRONG for trial in failing):
            continue
        cheats = sum(trial.role is Role.CHEAT for trial in failing)
        message = f"the check {check.name!r} fails no misconception, only cheats ({cheats}); a misconception expected"
        yield Finding(folder_of(manifest) + "spec.py", message)


def _fails(report: Report, check: CheckRecord) -> bool:
    return any(c.name == check.name and c.verdict not in PASSING for c in report.checks)
