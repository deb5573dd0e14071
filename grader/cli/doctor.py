"""`grader doctor`: what this machine gives, and what is left open."""

import click

INCOMPLETE_STATUS = 1


@click.command("doctor")
@click.pass_context
def command(context: click.Context) -> None:
    """Show each layer of the sandbox, what timing needs, and which extras are installed.

    Exits with 1 where student code could reach your files: then grade trusted submissions only.
    """
    from grader.sandbox.confine import FILES  # noqa: PLC0415 - `--help` stays light
    from grader.sandbox.launch import probed_layers  # noqa: PLC0415

    layers = probed_layers()
    click.echo("sandbox")
    for layer in layers:
        state = f"missing: {layer.missing}; student code reaches {layer.open}" if layer.missing else "there"
        click.echo(f"  {layer.name:<13} {state}")
    click.echo("timing")
    click.echo(f"  {timing()}")
    click.echo("extras")
    for line in extras():
        click.echo(f"  {line}")
    context.exit(INCOMPLETE_STATUS if any(layer.missing and layer.name == FILES for layer in layers) else 0)


def timing() -> str:
    """Return whether kernels can be timed fairly here, and on how many CPUs a class is graded."""
    from grader.grading.job import Job  # noqa: PLC0415
    from grader.grading.machine import allowed_cpus, default_jobs, quota  # noqa: PLC0415
    from grader.judge.checks.timing import impossible  # noqa: PLC0415
    from grader.judge.problems import NotTimedHere  # noqa: PLC0415
    from grader.output.language import ENGLISH  # noqa: PLC0415
    from grader.output.problems import no_timing_text  # noqa: PLC0415

    cpus = f"{len(allowed_cpus())} CPUs allowed, {'no quota' if quota() is None else f'a quota of {quota():g}'}"
    with Job(allowed_cpus()[0]) as job:
        why = impossible(job)
    reason = no_timing_text(NotTimedHere(why), ENGLISH) if why else unlockable()
    return f"{f'skipped: {reason}' if reason else 'possible'} ({cpus}; {default_jobs()} jobs)"


def unlockable() -> str:
    """Return why no folder can be had for the lock of timing; empty where one can."""
    from grader.grading.own_files import NotOwn, own_folder  # noqa: PLC0415

    try:
        with own_folder():
            return ""
    except NotOwn as reason:
        return f"{reason}; {reason.hint}"


def extras() -> list[str]:
    """Return a line for each package that the instructor's extra brings."""
    from grader.prepared.staleness import versions  # noqa: PLC0415

    found = versions()
    tensorflow = found.get("tensorflow", found.get("tensorflow-cpu"))
    return [
        f"{name:<13} {version or 'not installed: exercises must come prepared'}"
        for name, version in {"tensorflow": tensorflow, "hypothesis": found.get("hypothesis")}.items()
    ]
