"""A student's own loop: their files against prepared exercises with the public seed, on their machine."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course.catalog import PUBLIC_SEED, Catalog
from grader.errors import GraderError, UsageProblem
from grader.grading.job import Job
from grader.intake.client import read_file
from grader.judge.examine import examine
from grader.output.report import told, without_checks
from grader.prepared.client import prepare_stale, read_prepared_of
from grader.prepared.folder import Prepared
from grader.progress import Progress
from grader.sandbox.profiles import NUMPY
from grader.submission import Submission
from grader.verdicts import Report, Verdict


@dataclass(frozen=True)
class Checked:
    """One exercise of one file: its report, what the code printed, its slug, and whether there are hints."""

    file: Path
    report: Report
    printed: str
    slug: str
    has_hints: bool


class NoExercise(UsageProblem):
    """A file answers no exercise: among others it is a helper of theirs."""


class UnreadError(GraderError):
    """A file that isn't named for an exercise can't be read: nobody knows what it answers."""

    exit_status = 1


def all_handed_in(
    catalog: Catalog, files: Sequence[Path]
) -> tuple[list[tuple[Path, list[Submission]]], list[GraderError]]:
    """Return the exercises of each file that has any, and what is to be said of the others.

    What a file lacks and another one has is not missing. Raises the first problem where no file has an exercise.
    """
    found, problems = [], list[GraderError]()
    for file in files:
        try:
            found.append((file, handed_in(catalog, file)))
        except (NoExercise, UnreadError) as problem:
            problems.append(problem)
    if not found and problems:
        raise problems[0]
    return _without_others(found), problems


def _without_others(found: list[tuple[Path, list[Submission]]]) -> list[tuple[Path, list[Submission]]]:
    """Return rows without those that are MISSING in one file and there in another: a stub, a helper of that name."""
    answered = {row.exercise for _, rows in found for row in rows if row.verdict is not Verdict.MISSING}
    return [
        (file, [row for row in rows if row.verdict is not Verdict.MISSING or row.exercise not in answered])
        for file, rows in found
    ]


def files_here(catalog: Catalog, folder: Path) -> list[Path]:
    """Return the files that `check` looks at where none is named: those in `folder` that are called like an exercise.

    At the top of the course these are the ones below `exercises/`. Raises UsageProblem where there is none.
    """
    inside = [entry.stub for entry in catalog.entries.values()] if folder.absolute() == catalog.root else []
    found = [folder / f"{slug}.py" for slug in catalog.entries if (folder / f"{slug}.py").is_file()] or inside
    if found:
        return found
    raise UsageProblem(
        f"no file in {folder} is named after an exercise",
        hint="name your file: `grader check FILE`, or begin one: `grader start EXERCISE` (`grader list` shows them)",
    )


def check_files(catalog: Catalog, files: Sequence[Path], progress: Progress) -> tuple[list[Checked], list[GraderError]]:
    """Return each exercise of each file, checked with the public seed, and what is to be said of the other files.

    What is stale is prepared first. Raises IntakeError, UsageProblem, PreparingFailed, PreparedError.
    """
    with starting_job() as job:
        found, problems = all_handed_in(catalog, files)
        slugs = [row.exercise for _, rows in found for row in rows]
        prepare_stale(catalog, catalog.choose(slugs), PUBLIC_SEED, progress)
        prepared = prepared_public(catalog, slugs)
        return [one for file, rows in found for one in check_rows(prepared, file, rows, job)], problems


@contextmanager
def starting_job() -> Iterator[Job]:
    """Give a job whose zygote is being started, so that reading the files meanwhile costs nothing."""
    with Job() as job, ThreadPoolExecutor(1) as thread:
        thread.submit(job.zygote, NUMPY)  # where that fails, who needs it tries again and hears why
        yield job


def handed_in(catalog: Catalog, file: Path) -> list[Submission]:
    """Return the exercises of a file, with their sources.

    Raises IntakeError where there is no such file, UnreadError where it can't be read, NoExercise where it has none.
    """
    stubs = {slug: stub_text(catalog, slug, file) for slug in catalog.entries}
    intake = read_file(file, stubs)
    rows = list(intake.rows)
    if not rows:
        if intake.unread:
            raise UnreadError(intake.unread)
        said = "; ".join([f"{file} defines no function of an exercise", *intake.notes])
        raise NoExercise(said, hint="`grader list` shows what they are called")
    return rows


def stub_text(catalog: Catalog, slug: str, file: Path) -> str:
    """Return the stub that counts as untouched; none where the student's file is the stub's own, written into."""
    stub = catalog.entries[slug].stub
    if os.path.realpath(stub) == os.path.realpath(file):  # Path.resolve raises where links go round in a circle
        return ""
    return stub.read_text(encoding="utf-8")


def check_rows(prepared: Mapping[str, Prepared], file: Path, rows: Sequence[Submission], job: Job) -> Iterator[Checked]:
    """Yield each exercise of a file, checked."""
    for row in rows:
        exercise = prepared[row.exercise]
        if row.source is None:
            report = without_checks(exercise.manifest, row.verdict or Verdict.INTERNAL, row.message, timing=False)
            report = replace(report, instead=row.instead)
            yield Checked(file, report, "", row.exercise, bool(exercise.texts.hints))
            continue
        examined = examine(exercise, row.source, job)
        report = told(examined, exercise.manifest, exercise.texts, row.source)
        yield Checked(file, report, examined.printed, row.exercise, bool(exercise.texts.hints))


def prepared_public(catalog: Catalog, slugs: Sequence[str]) -> dict[str, Prepared]:
    """Return the prepared exercises with the public seed; raises PreparedError."""
    return {slug: read_prepared_of(catalog, slug, PUBLIC_SEED) for slug in dict.fromkeys(slugs)}
