"""`grader report`: the class table once more, from the gradebook."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.gradebook import Results

INTERNAL_STATUS = 3


@click.command("report")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print results.json instead of the table.")
@click.pass_context
def command(context: click.Context, out: Path, as_json: bool) -> None:
    """Print what the last run into OUT found, and write its files anew."""
    context.exit(report(out, as_json))


def report(out: Path, as_json: bool) -> int:
    """Print the table (or results.json), write the views, and return the exit status: 3 if a row is INTERNAL.

    Raises GradebookError where `out` holds no gradebook that can be read, OutputError where it can't be written.
    """
    from grader.errors import OutputError  # noqa: PLC0415 - `--help` stays light
    from grader.gradebook import read_gradebook  # noqa: PLC0415
    from grader.reports.views import write_views  # noqa: PLC0415
    from grader.verdicts import Verdict  # noqa: PLC0415

    with read_gradebook(out) as gradebook:
        (print_json if as_json else print_table)(gradebook.results())
        try:
            write_views(gradebook, out)
        except OutputError as error:
            raise OutputError(f"{error}; what is printed is whole, the files in {out} are older") from error
        return INTERNAL_STATUS if gradebook.counts().get(Verdict.INTERNAL) else 0


def print_json(found: "Results") -> None:
    """Print results.json on standard output."""
    from grader.reports import results  # noqa: PLC0415

    for piece in results.render(found):
        click.echo(piece, nl=False)


def print_table(found: "Results") -> None:
    """Print the class on standard output, as wide and as colourful as it is."""
    from grader.output.console import columns, encodable, wants_colour  # noqa: PLC0415
    from grader.reports import terminal  # noqa: PLC0415

    colour = wants_colour(sys.stdout, os.environ)
    text = terminal.render(found, width=columns(sys.stdout, os.environ), colour=colour)
    click.echo(encodable(text, sys.stdout.encoding), nl=False, color=colour)
