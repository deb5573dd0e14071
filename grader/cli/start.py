"""`grader start`: a copy of the stub to write in."""

from pathlib import Path

import click


@click.command("start")
@click.argument("exercise")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def command(exercise: str, folder: Path) -> None:
    """Copy the stub of EXERCISE into DIR (default: here), to write the answer in."""
    from grader.course.catalog import find_catalog  # noqa: PLC0415 - `--help` stays light
    from grader.errors import UsageProblem  # noqa: PLC0415

    entry = find_catalog(Path.cwd()).find(exercise)
    target = folder / entry.stub.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:  # never over what somebody wrote
            file.write(entry.stub.read_bytes())
    except FileExistsError as error:
        raise UsageProblem(f"{target} is there already", hint=f"go on in it: grader check {target}") from error
    except OSError as error:
        raise UsageProblem(f"{target} can't be written: {error.strerror}", hint="give another DIR") from error
    click.echo(f"{target}: write your answer there, then: grader check {target}")
