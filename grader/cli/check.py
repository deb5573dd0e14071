"""`grader check`: a student's own loop."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from grader.course.catalog import Catalog
    from grader.errors import GraderError
    from grader.grading.one_file import Checked

WATCH_SECONDS = 0.3
NOT_PASSED_STATUS, INTERNAL_STATUS = 1, 3


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def command(context: click.Context, files: tuple[Path, ...], watch: bool, as_json: bool) -> None:
    """Check FILES (.py or .ipynb): what is wrong, the smallest case that shows it, and why.

    Without FILES: those in this folder that are named after an exercise. Speed isn't measured here.
    """
    from grader.course.catalog import find_catalog  # noqa: PLC0415 - `--help` stays light
    from grader.grading.one_file import files_here  # noqa: PLC0415

    catalog = find_catalog(files[0].absolute().parent if files and not in_course(Path.cwd()) else Path.cwd())
    chosen = list(files) or files_here(catalog, Path.cwd())
    seen = changes(chosen)  # before they are read: what is saved meanwhile is checked next
    status = check_once(catalog, chosen, as_json)
    while watch:
        while (now := changes(chosen)) == seen or 0.0 in now:
            time.sleep(WATCH_SECONDS)
        seen = now
        click.clear()
        status = check_again(catalog, chosen, as_json)
    context.exit(status)


def in_course(folder: Path) -> bool:
    """Return whether a course or pack is found from `folder` upwards."""
    from grader.course.catalog import find_catalog  # noqa: PLC0415
    from grader.errors import UsageProblem  # noqa: PLC0415

    try:
        find_catalog(folder)
    except UsageProblem:
        return False
    return True


def changes(files: Sequence[Path]) -> list[float]:
    """Return when each file was last written; 0 for one that isn't there just now, as while an editor saves it."""
    return [file.stat().st_mtime if file.exists() else 0.0 for file in files]


def check_again(catalog: "Catalog", files: Sequence[Path], as_json: bool) -> int:
    """Check the files; what can't be checked just now, half written as it is, is told and doesn't end watching."""
    from grader.cli import complain  # noqa: PLC0415
    from grader.errors import GraderError  # noqa: PLC0415

    try:
        return check_once(catalog, files, as_json)
    except GraderError as error:
        complain(str(error), error.hint)
        return error.exit_status


def check_once(catalog: "Catalog", files: Sequence[Path], as_json: bool) -> int:
    """Check the files, print what is wrong, and return the exit status."""
    from grader.cli.progress import progress  # noqa: PLC0415
    from grader.grading.one_file import check_files  # noqa: PLC0415

    checked, problems = check_files(catalog, files, progress)
    print_json(checked) if as_json else print_checked(checked)
    return max(exit_status(checked), *map(tell, problems), 0)


def tell(problem: "GraderError") -> int:
    """Say why a file among others is not checked, and return the exit status: a helper of theirs does no harm."""
    from grader.cli import complain  # noqa: PLC0415
    from grader.grading.one_file import NoExercise  # noqa: PLC0415
    from grader.output.escape import terminal as escape  # noqa: PLC0415

    if isinstance(problem, NoExercise):
        click.echo(f"note: {escape(str(problem))}", err=True)
        return 0
    complain(str(problem), problem.hint)
    return problem.exit_status


def exit_status(checked: "Sequence[Checked]") -> int:
    """Return 0 where all passed, 3 where a row is INTERNAL, else 1."""
    from grader.verdicts import Verdict  # noqa: PLC0415

    verdicts = {one.report.verdict for one in checked}
    if Verdict.INTERNAL in verdicts:
        return INTERNAL_STATUS
    return 0 if verdicts <= {Verdict.PASS} else NOT_PASSED_STATUS


def print_json(checked: "Sequence[Checked]") -> None:
    """Print the reports as JSON, one list."""
    import json  # noqa: PLC0415

    from grader.reports.results import fields  # noqa: PLC0415

    reports = [{"file": str(one.file), **fields(one.report)} for one in checked]
    click.echo(json.dumps(reports, indent=1))  # in ASCII: a student's text may hold what no UTF-8 can


def print_checked(checked: "Sequence[Checked]") -> None:
    """Print each exercise, the failing ones in full, and what to do next."""
    from rich.console import Console  # noqa: PLC0415

    from grader.output.console import columns, encodable, wants_colour  # noqa: PLC0415

    colour = wants_colour(sys.stdout, os.environ)
    console = Console(
        width=columns(sys.stdout, os.environ), force_terminal=colour, no_color=not colour, highlight=False
    )
    with console.capture() as captured:
        print_lines(console, checked)
    text = "".join(f"{line.rstrip()}\n" for line in captured.get().split("\n")[:-1])
    click.echo(encodable(text, sys.stdout.encoding), nl=False, color=colour)


def print_lines(console: "Console", checked: "Sequence[Checked]") -> None:
    """Print each exercise, and what to do next, on the console."""
    from grader.reports.student import exercise_lines  # noqa: PLC0415
    from grader.verdicts import Verdict  # noqa: PLC0415

    for index, one in enumerate(checked):
        if index:
            console.print()
        for line in exercise_lines(one.report, one.printed):
            console.print(line, soft_wrap=False, overflow="fold")
    wrong = [one for one in checked if one.report.verdict is not Verdict.PASS]
    if wrong and wrong[0].has_hints:
        console.print()
        console.print(f"stuck? grader hint {wrong[0].slug}", style="dim")
