"""`grader lint`: is the course itself right?"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.authoring.lint import Linted
    from grader.catalog import Catalog, Entry

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
    from grader.authoring.lint.sources import solutions_without_stub  # noqa: PLC0415 - `--help` stays light
    from grader.catalog import SOLUTIONS, find_catalog  # noqa: PLC0415
    from grader.errors import UsageProblem  # noqa: PLC0415
    from grader.machine import default_jobs  # noqa: PLC0415

    catalog = find_catalog(Path.cwd())
    if not (catalog.root / SOLUTIONS).is_dir():
        raise UsageProblem(f"there is no `{SOLUTIONS}/` in {catalog.root}", hint="lint is for the course's own folder")
    entries = catalog.choose(exercises or catalog.entries)
    alone = [] if exercises else solutions_without_stub(catalog)
    linted = lint(catalog, entries, jobs or default_jobs())
    for finding in alone:
        click.echo(str(finding))
    print_linted(linted)
    if margins:
        print_margins(linted)
    found = len(alone) + sum(len(exercise.findings) for exercise in linted)
    click.echo(f"{counted(len(linted), 'exercise')}, {counted(found, 'finding')}")
    context.exit(FINDINGS_STATUS if found else 0)


def lint(catalog: "Catalog", entries: "Sequence[Entry]", jobs: int) -> "list[Linted]":
    """Return what is found in the exercises, in their order; one with findings in its files isn't graded.

    Raises PreparingFailed where nothing can be prepared here.
    """
    from grader.authoring.lint import Linted, lint_prepared, made_up, with_margins  # noqa: PLC0415
    from grader.authoring.lint.sources import file_findings  # noqa: PLC0415
    from grader.catalog import PUBLIC_SEED  # noqa: PLC0415
    from grader.cli.progress import progress  # noqa: PLC0415

    done: dict[str, Linted] = {}
    for entry in entries:
        findings = file_findings(entry)
        if findings:
            done[entry.exercise] = Linted(entry.exercise, tuple(findings))
    done |= refused(catalog, [entry for entry in entries if entry.exercise not in done])
    lots = [made_up(catalog, entry, PUBLIC_SEED) for entry in entries if entry.exercise not in done]
    with progress("grading made-up submissions", sum(len(lot.rows) for lot in lots)) as bar:
        graded = lint_prepared(lots, jobs, bar.advance) if lots else []
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # the oracles' TensorFlow is talkative
    with progress("measuring margins", len(lots)) as bar:
        for lot, linted in zip(lots, graded, strict=True):
            done[linted.exercise] = with_margins(catalog, lot, linted)
            bar.advance()
    return [done[entry.exercise] for entry in entries]


def refused(catalog: "Catalog", entries: "Sequence[Entry]") -> "dict[str, Linted]":
    """Prepare what is stale and return the exercises that were refused; raises PreparingFailed where all would be."""
    from grader.authoring.lint import Finding, Linted  # noqa: PLC0415
    from grader.authoring.lint.sources import solution_path  # noqa: PLC0415
    from grader.catalog import PUBLIC_SEED  # noqa: PLC0415
    from grader.cli.preparing import prepare_stale  # noqa: PLC0415
    from grader.preparing import PreparingFailed  # noqa: PLC0415

    found: dict[str, Linted] = {}
    while True:
        left = [entry for entry in entries if entry.exercise not in found]
        try:
            prepare_stale(catalog, left, PUBLIC_SEED)
        except PreparingFailed as error:
            if not error.slug:
                raise
            entry = catalog.find(error.slug)
            message = f"can't be prepared: {error}" + (f" ({error.hint})" if error.hint else "")
            found[entry.exercise] = Linted(entry.exercise, (Finding(solution_path(entry), message),))
        else:
            return found


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
