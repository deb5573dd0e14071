"""`grader list`: the exercises of this course."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.course.catalog import Catalog, Entry

LEAST_ROOM = 20  # columns beside the names


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """Show the exercises, in teaching order, and whether they are prepared."""
    from grader.course.catalog import find_catalog  # noqa: PLC0415 - `--help` stays light

    catalog = find_catalog(Path.cwd())
    rows = [row(catalog, entry) for entry in catalog.entries.values()]
    if as_json:
        import json  # noqa: PLC0415

        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max((len(str(r["exercise"])) for r in rows), default=0)
    for found in rows:
        click.echo(beside(f"{found['exercise']:<{width}}  ", str(found["summary"])))


def beside(head: str, text: str) -> str:
    """Return text beside its head, on a terminal wrapped beside it too; a file gets a line for each exercise."""
    import shutil  # noqa: PLC0415
    import textwrap  # noqa: PLC0415

    room = shutil.get_terminal_size().columns - len(head)
    if not sys.stdout.isatty() or room < LEAST_ROOM:
        return head + text
    return head + f"\n{' ' * len(head)}".join(textwrap.wrap(text, room))


def row(catalog: "Catalog", entry: "Entry") -> dict[str, object]:
    """Return what the list says of an exercise."""
    from grader.cli.stubs import summary  # noqa: PLC0415
    from grader.course.catalog import PUBLIC_SEED  # noqa: PLC0415

    prepared = (catalog.prepared(entry.slug, PUBLIC_SEED) / "exercise.json").exists()
    return {"exercise": entry.exercise, "summary": summary(entry.stub), "prepared": prepared}
