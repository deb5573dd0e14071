"""`grader list`: the exercises of this course."""

import json
from pathlib import Path

import click

from grader.catalog import PUBLIC_SEED, Catalog, Entry, find_catalog


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
        click.echo(f"{found['exercise']:<{width}}  {found['summary']}")


def row(catalog: Catalog, entry: Entry) -> dict[str, object]:
    """Return what the list says of an exercise."""
    from grader.cli.stubs import summary  # noqa: PLC0415 - ast is needed by this command alone

    prepared = (catalog.prepared(entry.slug, PUBLIC_SEED) / "exercise.json").exists()
    return {"exercise": entry.exercise, "summary": summary(entry.stub), "prepared": prepared}
