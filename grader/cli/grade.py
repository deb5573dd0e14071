"""`grader grade`: a class into a gradebook."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.gradebook import Gradebook
    from grader.grading.plan import Plan
    from grader.intake.client import Intake
    from grader.sandbox.confine import Layer
    from grader.verdicts import Feedback

INTERNAL_STATUS, BELOW_STATUS = 3, 1
FEEDBACK = ("full", "messages", "names")


@click.command("grade")
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the gradebook and its reports.")
@click.option("--assignment", type=click.Path(path_type=Path), help="assignment.toml: exercises, points, due date.")
@click.option("--exercise", "-e", "exercises", multiple=True, help="Only this exercise; may be given more than once.")
@click.option("--jobs", type=click.IntRange(min=1), help="How many rows at once [default: the CPUs there are].")
@click.option("--seed", type=click.IntRange(min=0), help="Replaces the class's private seed.")
@click.option("--feedback", type=click.Choice(FEEDBACK), help="What students' files hold [default: messages].")
@click.option("--no-timing", is_flag=True, help="Leave timed checks, and their points, out.")
@click.option("--fail-under", type=click.FloatRange(0, 100), help="Exit with 1 where a student has less percent.")
@click.pass_context
def command(
    context: click.Context,
    submissions: Path,
    out: Path,
    assignment: Path | None,
    exercises: tuple[str, ...],
    jobs: int | None,
    seed: int | None,
    feedback: "Feedback | None",
    no_timing: bool,
    fail_under: float | None,
) -> None:
    """Grade SUBMISSIONS: a folder (or zip) with a folder, file or zip for each student.

    A second run into the same OUT grades only what changed.
    """
    from grader.cli.preparing import prepare_stale  # noqa: PLC0415
    from grader.course.assignment import read_assignment  # noqa: PLC0415 - `--help` stays light
    from grader.course.catalog import find_catalog  # noqa: PLC0415
    from grader.errors import UsageProblem  # noqa: PLC0415
    from grader.gradebook import open_gradebook  # noqa: PLC0415
    from grader.grading.machine import default_jobs  # noqa: PLC0415
    from grader.grading.plan import make_plan, refuse_unusable, run_meta, take_in  # noqa: PLC0415
    from grader.grading.seed import private_seed  # noqa: PLC0415
    from grader.output.escape import terminal as escape  # noqa: PLC0415
    from grader.sandbox.launch import probed_layers  # noqa: PLC0415

    if fail_under is not None and math.isnan(fail_under):
        raise UsageProblem("--fail-under is not a number", hint="give a percentage from 0 to 100")
    refuse_unusable(submissions, out)
    catalog = find_catalog(Path.cwd())
    sandbox = ThreadPoolExecutor(1).submit(probed_layers)
    chosen = read_assignment(assignment, catalog) if assignment is not None else None
    intake = take_in(catalog, submissions, exercises, chosen)
    for note in intake.notes:
        click.echo(f"note: {escape(note)}", err=True)
    entries = catalog.choose(intake.exercises)
    if chosen is not None and not exercises:
        entries = [catalog.entries[slug] for slug in dict.fromkeys(chosen.exercises)]
    with open_gradebook(out) as book:
        seed = private_seed(assignment, out) if seed is None else seed
        prepare_stale(catalog, entries, seed)
        timing = not no_timing and (chosen is None or chosen.timing)
        plan = make_plan(catalog, entries, seed, timing=timing)
        say_what_is_open(sandbox.result())
        book.start(run_meta(plan, intake, sandbox.result(), chosen, feedback))
        run(plan, intake, book, jobs or default_jobs(), out)
        context.exit(exit_status(book, fail_under))


def say_what_is_open(layers: "Sequence[Layer]") -> None:
    """Say which layers of the sandbox this machine doesn't give, and what student code then reaches."""
    from grader.sandbox.confine import FILES  # noqa: PLC0415

    for layer in layers:
        if layer.missing:
            click.echo(f"note: no {layer.name} layer ({layer.missing}): student code reaches {layer.open}", err=True)
        if layer.missing and layer.name == FILES:
            click.echo("note: no file isolation: trusted submissions only", err=True)


def run(plan: "Plan", intake: "Intake", book: "Gradebook", jobs: int, out: Path) -> None:
    """Grade, and print the class and where the results are; on Ctrl-C the rows so far are kept and shown."""
    from grader.cli.progress import progress  # noqa: PLC0415
    from grader.cli.report import print_table  # noqa: PLC0415
    from grader.grading.plan import grade_class  # noqa: PLC0415
    from grader.reports.views import write_views  # noqa: PLC0415

    try:
        with progress("grading", len(intake.students) * len(intake.exercises)) as bar:
            grade_class(plan, intake, book, jobs, lambda _student, _report: bar.advance())
        book.finish()
    finally:
        paths = write_views(book, out)
    print_table(book.results())
    click.echo(f"results: {', '.join(str(path) for path in paths)}", err=True)


def exit_status(book: "Gradebook", fail_under: float | None) -> int:
    """Return 3 where a row is INTERNAL, 1 where a student is below the percentage, else 0."""
    from grader.points import is_below  # noqa: PLC0415
    from grader.verdicts import Verdict  # noqa: PLC0415

    if book.counts().get(Verdict.INTERNAL):
        return INTERNAL_STATUS
    below = fail_under is not None and any(
        is_below(report.score or 0.0, report.max_score, fail_under) for report in book.reports()
    )
    return BELOW_STATUS if below else 0
