"""`grader list`: the exercises of this course."""

import json
import shutil
import sys
import textwrap
from pathlib import Path

import click

from grader.catalog import PUBLIC_SEED, Catalog, Entry, find_catalog

LEAST_ROOM = 20  # columns beside the names


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """Show the exercises, in teaching order, and whether they are prepared."""
    catalog = find_catalog(Path.cwd())
    rows = [row(catalog, entry) for entry in catalog.entries.values()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max((len(str(r["exercise"])) for r in rows), default=0)
    for found in rows:
        click.echo(beside(f"{found['exercise']:<{width}}  ", str(found["summary"])))


def beside(head: str, text: str) -> str:
    """Return text beside its head, on a terminal wrapped beside it too; a file gets a line for each exercise."""
    room = shutil.get_terminal_size().columns - len(head)
    if not sys.stdout.isatty() or room < LEAST_ROOM:
        return head + text
    return head + f"\n{' ' * len(head)}".join(textwrap.wrap(text, room))


def row(catalog: Catalog, entry: Entry) -> dict[str, object]:
    """Return what the list says of an exercise."""
    from grader.cli.stubs import summary  # noqa: PLC0415 - ast is needed by this command alone

    prepared = (catalog.prepared(entry.slug, PUBLIC_SEED) / "exercise.json").exists()
    return {"exercise": entry.exercise, "summary": summary(entry.stub), "prepared": prepared}
