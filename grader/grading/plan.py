"""Grades a class: what came in → rows → gradebook. The main process, which runs no student code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader import __version__
from grader.course.assignment import Assignment
from grader.course.catalog import Catalog, Entry
from grader.errors import UsageProblem
from grader.gradebook import Gradebook, RunMeta, Terms
from grader.grading.rows import Row, grade_rows
from grader.grading.shrinking.client import Large, possible, shrink
from grader.intake.client import Intake, collect
from grader.output.report import without_checks
from grader.prepared import modules
from grader.prepared.client import read_prepared_of
from grader.prepared.records import Manifest
from grader.sandbox.confine import Layer
from grader.submission import Submission
from grader.verdicts import Feedback, Kind, Report, Verdict

MOST_SHRUNK = 200  # rows of a run whose counterexamples are made small
UNTIMED = "timing skipped"  # for a reason that may pass: a lock that was held, a job that wasn't pinned
STARTS = ("grader.grading.rows", "grader.sandbox.zygote")  # what a job runs for a row, and what runs the student's code


@dataclass(frozen=True)
class Plan:
    """What a run grades with: prepared exercises by slug, and the seed. Points are a matter of showing.

    `grader` is the hash of what decides a row of the grader's own modules.
    """

    catalog: Catalog
    seed: int
    manifests: Mapping[str, Manifest]
    timing: bool = True
    grader: str = ""

    def variant(self, slug: str) -> str:
        """Return what else decides a row beside sources, key and grader."""
        return "no timing" if self.manifests[slug].timed and not self.timing else ""

    def variant_of(self, slug: str, report: Report) -> str:
        """Return what a row is stored under: where timing was asked for and couldn't be had, it is not known again."""
        untimed = any(c.kind is Kind.TIMING and c.verdict is Verdict.SKIPPED for c in report.checks)
        return UNTIMED if self.timing and untimed else self.variant(slug)


def make_plan(catalog: Catalog, entries: Sequence[Entry], seed: int, *, timing: bool = True) -> Plan:
    """Return the plan of a run; raises PreparedError where a prepared exercise is damaged, foreign or not there."""
    manifests = {entry.slug: read_prepared_of(catalog, entry.slug, seed).manifest for entry in entries}
    return Plan(catalog, seed, manifests, timing, judging_hash())


def judging_hash() -> str:
    """Return the hash of our own modules that decide a row: all that a job, its zygotes and workers can load."""
    return modules.combined(modules.closure(STARTS, without=(modules.VERSION,)))


def run_meta(
    plan: Plan,
    intake: Intake,
    layers: Sequence[Layer],
    assignment: Assignment | None = None,
    feedback: Feedback | None = None,
) -> RunMeta:
    """Return what holds for the whole run, on a machine with these layers; `feedback` replaces the assignment's."""
    exercises = {slug: manifest.exercise for slug, manifest in plan.manifests.items()}
    worth = {manifest.exercise: manifest.worth() for manifest in plan.manifests.values()}
    sandbox = tuple(layer.name for layer in layers if not layer.missing)
    terms = terms_of(assignment, exercises) if assignment is not None else Terms()
    terms = replace(terms, feedback=feedback) if feedback is not None else terms
    return RunMeta(__version__, plan.seed, sandbox, tuple(exercises.values()), intake.students, worth, terms)


def terms_of(assignment: Assignment, exercises: Mapping[str, str]) -> Terms:
    """Return what an assignment says about showing rows; `exercises` are those graded, ids by slug."""
    given = {exercises[slug]: value for slug, value in assignment.points.items() if slug in exercises}
    return Terms(assignment.title, assignment.due, given, assignment.feedback)


def refuse_unusable(submissions: Path, out: Path) -> None:
    """Raise UsageProblem where the results would lie among the students."""
    whole, inside = submissions.absolute(), out.absolute()
    if (
        whole.is_dir()
        and inside.is_relative_to(whole)
        and not (inside.relative_to(whole).parts or ("",))[0].startswith(".")
    ):
        raise UsageProblem(
            f"{out} lies inside {submissions}, where it would be taken for a student's", hint="give another --out"
        )


def take_in(catalog: Catalog, submissions: Path, exercises: Sequence[str], assignment: Assignment | None) -> Intake:
    """Return what came in; raises IntakeError, and UsageProblem where no exercise is named by anything."""
    only = [entry.slug for entry in catalog.choose(exercises)] if exercises else None
    if only is None and assignment is not None:
        only = assignment.exercises
    stubs = {slug: entry.stub.read_text(encoding="utf-8") for slug, entry in catalog.entries.items()}
    intake = collect(submissions, stubs, only)
    if not intake.exercises:
        raise UsageProblem(
            f"no file in {submissions} is named after an exercise",
            hint="say which to grade: --exercise SLUG (`grader list` shows them) or --assignment FILE",
        )
    return intake


def grade_class(plan: Plan, intake: Intake, book: Gradebook, jobs: int, told: Callable[[str, Report], None]) -> None:
    """Put a row for every student and exercise into the gradebook; `told` hears of each.

    Rows whose sources, key and judging modules are unchanged are not graded again.
    """

    times: dict[tuple[str, str], str] = {}  # of the files, by student and slug

    def settle(student: str, slug: str, report: Report, time: str) -> None:
        book.put(student, report, grader=plan.grader, variant=plan.variant_of(slug, report), time=time)
        told(student, report)

    def to_grade() -> Iterator[Row]:
        for submission in intake.rows:
            slug, manifest = submission.exercise, plan.manifests[submission.exercise]
            if submission.source is None:
                report = not_graded(manifest, submission, timing=plan.timing)
                settle(submission.student, slug, report, submission.time)
                continue
            found = book.known(
                submission.student,
                manifest.exercise,
                submission.source.sha256(),
                manifest.key,
                grader=plan.grader,
                variant=plan.variant(slug),
                time=submission.time,
            )
            if found is not None:
                told(submission.student, found)
                continue
            folder = plan.catalog.prepared(slug, plan.seed)
            times[submission.student, slug] = submission.time
            yield Row(submission.student, folder, manifest.key, submission.source, plan.timing)

    large: list[Large] = []
    for row, graded in grade_rows(to_grade(), jobs):
        slug = graded.report.exercise.rpartition("/")[2]
        settle(row.student, slug, graded.report, times[row.student, slug])
        if graded.large and len(large) < MOST_SHRUNK:
            large.append(Large(row.student, slug, row.source, graded.report, graded.large))
    for found, smaller in shrunk(plan, large):
        time = times[found.student, found.slug]
        book.put(found.student, smaller, grader=plan.grader, variant=plan.variant_of(found.slug, smaller), time=time)


def shrunk(plan: Plan, large: Sequence[Large]) -> Iterator[tuple[Large, Report]]:
    """Yield rows whose counterexample could be made small, after the last row: it is a nicety, and takes a process."""
    here = all(plan.catalog.entries[row.slug].solution is not None for row in large)
    return shrink(plan.catalog, plan.seed, large) if large and here and possible() else iter(())


def not_graded(manifest: Manifest, submission: Submission, *, timing: bool = True) -> Report:
    """Return the row of a submission that intake could make no source of."""
    report = without_checks(manifest, submission.verdict or Verdict.INTERNAL, submission.message, timing=timing)
    return replace(report, instead=submission.instead)
