"""`grader prepare`: make prepared exercises."""

from pathlib import Path

import click


@click.command("prepare")
@click.argument("assignment", required=False, type=click.Path(path_type=Path))
@click.option("--exercise", "-e", "exercises", multiple=True, help="Only this exercise; may be given more than once.")
@click.option("--seed", type=click.IntRange(min=0), help="The seed of the cases [default: the public one].")
def command(assignment: Path | None, exercises: tuple[str, ...], seed: int | None) -> None:
    """Make what is missing or stale of the prepared exercises.

    Without ASSIGNMENT: all exercises, with the public seed. With it: its exercises, with its private seed.
    """
    from grader.cli.preparing import prepare_stale  # noqa: PLC0415
    from grader.course.assignment import read_assignment  # noqa: PLC0415 - `--help` stays light
    from grader.course.catalog import PUBLIC_SEED, find_catalog  # noqa: PLC0415
    from grader.grading.seed import private_seed  # noqa: PLC0415

    catalog = find_catalog(Path.cwd())
    chosen = list(exercises) or list(catalog.entries)
    if assignment is not None:
        chosen = list(exercises) or read_assignment(assignment, catalog).exercises
        seed = private_seed(assignment, assignment.parent) if seed is None else seed
    seed = PUBLIC_SEED if seed is None else seed
    made = prepare_stale(catalog, catalog.choose(chosen), seed)
    click.echo(f"{made} prepared, {len(set(chosen)) - made} already up to date, in {catalog.prepared('', seed)}")
