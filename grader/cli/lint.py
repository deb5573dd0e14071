"""`grader lint`: is the course itself right?"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.authoring.lint import Linted

FINDINGS_STATUS = 1


@click.command("lint")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]…")
@click.option("--jobs", type=click.IntRange(min=1), help="How many submissions at once [default: the CPUs there are].")
@click.option("--margins", is_flag=True, help="Also print how far right and wrong answers are from the tolerance.")
@click.pass_context
def command(context: click.Context, exercises: tuple[str, ...], jobs: int | None, margins: bool) -> None:
    """Look for what is wrong in the exercises themselves (default: in all of them).

    Files are read first; where they are in order, right answers, misconceptions and cheats are graded. Exits with 1
    where anything is found.
    """
    from grader.authoring.lint.course import lint, lone_solutions  # noqa: PLC0415 - `--help` stays light
    from grader.cli.progress import progress  # noqa: PLC0415
    from grader.course.catalog import find_catalog  # noqa: PLC0415
    from grader.grading.machine import default_jobs  # noqa: PLC0415

    catalog = find_catalog(Path.cwd())
    alone = lone_solutions(catalog, exercises)
    linted = lint(catalog, catalog.choose(exercises or catalog.entries), jobs or default_jobs(), progress)
    for finding in alone:
        click.echo(str(finding))
    print_linted(linted)
    if margins:
        print_margins(linted)
    found = len(alone) + sum(len(exercise.findings) for exercise in linted)
    click.echo(f"{counted(len(linted), 'exercise')}, {counted(found, 'finding')}")
    context.exit(FINDINGS_STATUS if found else 0)


def print_linted(linted: "Sequence[Linted]") -> None:
    """Print a line for each clean exercise, and a line for each finding."""
    width = max((len(one.exercise) for one in linted), default=0)
    for one in linted:
        for finding in one.findings:
            click.echo(str(finding))
        if not one.findings:
            looked_at = f"{counted(one.alternatives, 'alternative')}, {counted(one.misconceptions, 'misconception')}"
            click.echo(f"{one.exercise:<{width}}  clean: {looked_at}, {one.cases} cases, {one.seconds:.1f} s")


def print_margins(linted: "Sequence[Linted]") -> None:
    """Print the table of margins, of the exercises that were graded."""
    from grader.authoring.lint.margins import table  # noqa: PLC0415

    for line in table([one.margins for one in linted if one.margins is not None]):
        click.echo(line)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 finding`, `3 findings`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
