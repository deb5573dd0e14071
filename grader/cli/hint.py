"""`grader hint`: one hint at a time."""

from pathlib import Path

import click


@click.command("hint")
@click.argument("exercise")
@click.argument("number", default=1, type=click.IntRange(min=1))
def command(exercise: str, number: int) -> None:
    """Show hint NUMBER of EXERCISE (default: the first, and gentlest)."""
    from grader.cli.preparing import prepare_stale  # noqa: PLC0415
    from grader.course.catalog import PUBLIC_SEED, find_catalog  # noqa: PLC0415 - `--help` stays light
    from grader.errors import UsageProblem  # noqa: PLC0415
    from grader.prepared.folder import read_manifest, read_texts  # noqa: PLC0415

    catalog = find_catalog(Path.cwd())
    entry = catalog.find(exercise)
    prepare_stale(catalog, [entry], PUBLIC_SEED)
    folder = catalog.prepared(entry.slug, PUBLIC_SEED)
    hints = read_texts(folder, read_manifest(folder)).hints
    if number > len(hints):
        raise UsageProblem(f"{entry.slug} has {len(hints)} hints", hint=f"grader hint {entry.slug} {len(hints)}")
    click.echo(f"hint {number} of {len(hints)}: {hints[number - 1]}")
    if number < len(hints):
        click.echo(f"another one: grader hint {entry.slug} {number + 1}")
