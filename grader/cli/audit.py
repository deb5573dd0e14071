"""`grader audit`: do the cases see every change of the reference?"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.authoring.audit import Audited, Mutant

UNCLEAN_STATUS, INTERNAL_STATUS = 1, 3


@click.command("audit")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]…")
@click.option("--jobs", type=click.IntRange(min=1), help="How many mutants at once [default: the CPUs there are].")
@click.pass_context
def command(context: click.Context, exercises: tuple[str, ...], jobs: int | None) -> None:
    """Change the references, one thing at a time, and see whether the judge notices (default: all exercises).

    A mutant that survives shows what the cases don't see: add a case, or record in `equivalent.toml` why no input
    can tell it from the reference. Exits with 1 where a survivor isn't recorded, or a record isn't right any more.
    """
    from grader.authoring.audit.course import audit  # noqa: PLC0415 - `--help` stays light
    from grader.cli.progress import progress  # noqa: PLC0415
    from grader.course.catalog import find_catalog  # noqa: PLC0415
    from grader.grading.machine import default_jobs  # noqa: PLC0415

    catalog = find_catalog(Path.cwd())
    found = audit(catalog, catalog.choose(exercises or catalog.entries), jobs or default_jobs(), progress)
    for one in found:
        for line in audited_lines(one):
            click.echo(line)
    if any(one.internal for one in found):
        context.exit(INTERNAL_STATUS)
    context.exit(0 if all(one.is_clean for one in found) else UNCLEAN_STATUS)


def audited_lines(one: "Audited") -> "Iterator[str]":
    """Yield what is printed of an exercise: a line of figures, one of killers, then whatever isn't as it should be."""
    from grader.authoring.audit.records import RECORDS  # noqa: PLC0415
    from grader.course.catalog import SOLUTIONS  # noqa: PLC0415

    folder = f"{SOLUTIONS}/{one.exercise}/"
    share = 100 * one.killed / max(1, one.mutants - len(one.equivalent))
    figures = [f"{one.mutants} mutants", f"{one.killed} killed ({share:.1f} %)", f"{len(one.equivalent)} equivalent"]
    yield f"{one.exercise}  {', '.join(figures)}, {one.seconds:.1f} s"
    if one.killers:
        yield f"  killed by {', '.join(f'{name}: {count}' for name, count in one.killers.items())}"
    for mutant in one.survivors:
        yield from survivor_lines(folder, one.reference, mutant)
    for record in one.stale:
        yield f"  {folder}{RECORDS}: {record.hash} ({record.change}) is no mutant of the reference; take it out"
    for record, check in one.refuted:
        yield f"  {folder}{RECORDS}: {record.hash} ({record.change}) isn't equivalent: {check!r} kills it"
    for mutant, message in one.internal:
        yield f"  INTERNAL: {mutant.change}: {message}"


def survivor_lines(folder: str, reference: str, mutant: "Mutant") -> "Iterator[str]":
    """Yield where a survivor differs from the reference, and the record to paste if no input can tell."""
    from difflib import unified_diff  # noqa: PLC0415
    from itertools import islice  # noqa: PLC0415

    from grader.authoring.audit.records import stanza  # noqa: PLC0415

    yield f"  survivor {folder}reference.py:{mutant.line}"
    diff = unified_diff(reference.splitlines(), mutant.source.splitlines(), n=0, lineterm="")
    yield from (f"    {line}" for line in islice(diff, 2, None) if not line.startswith("@@"))
    yield from (f"      {line}" for line in stanza(mutant).splitlines())
