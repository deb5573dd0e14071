"""The command line: one module a command, imported when it is called, so that `--help` is quick."""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from grader import __version__
from grader.errors import GraderError
from grader.output.escape import terminal as escape

COMMANDS = {
    "list": "Show the exercises.",
    "start": "Copy an exercise's stub, to write the answer in.",
    "check": "Check your own files: what is wrong, and the smallest case that shows it.",
    "hint": "Show a hint for an exercise.",
    "prepare": "Make prepared exercises (needs the instructor's extra).",
    "grade": "Grade a class: a folder, or a zip, of submissions.",
    "report": "Show the results in OUT once more.",
    "lint": "Look for what is wrong in the exercises themselves.",
    "audit": "Change the references, and see whether the judge notices.",
    "doctor": "Show what this machine's sandbox gives, and what it leaves open.",
}
# In this module `list` is the command of that name once it has been imported: no call of the built-in one here.
INTERNAL_STATUS, USAGE_STATUS, INTERRUPTED_STATUS = 3, 2, 130

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)
NO_TEMPORARY = "No usable temporary directory"  # how Python says that every folder for temporary files is full


class Commands(click.Group):
    """Finds a command's module by its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order in which they are used."""
        del ctx
        return [*COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"grader.cli.{cmd_name}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is named; raises UsageError with a near name."""
        if args[0] in COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches  # noqa: PLC0415 - `--help` stays light

        near = get_close_matches(args[0], COMMANDS, n=1)
        raise click.UsageError(f"there is no command {args[0]!r}{f': did you mean {near[0]}?' if near else ''}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview without importing a command."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def cli() -> None:
    """Grade deep-learning exercises: right verdicts, and a reason for every point."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 not passed, 2 usage, 3 an INTERNAL row, 130 interrupted."""
    # A Python that is started as `-c` or `-m`, as jobs are, looks for modules in the current folder first: among
    # submissions, a student's json.py would run in a process that knows the answers.
    os.environ["PYTHONSAFEPATH"] = "1"
    open_closed_streams()
    if "" in (sys.argv[1:] if arguments is None else arguments):
        complain("an argument is empty", "was a variable of the shell not set?")  # "" would be the current folder
        sys.exit(USAGE_STATUS)
    try:
        status = cli.main(args=None if arguments is None else [*arguments], standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        status = USAGE_STATUS
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        complain(error.format_message(), f"`{context.command_path} --help` shows what it takes" if context else "")
        status = error.exit_code
    except GraderError as error:
        complain(str(error), error.hint)
        status = error.exit_status
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted", "run the same command again and it goes on where it stopped")
        status = INTERRUPTED_STATUS
    except OSError as error:
        status = cannot_write(error)
    except Exception:  # noqa: BLE001 - a bug of ours: no bare traceback reaches a user
        complain(*internal(handled()))
        status = INTERNAL_STATUS
    sys.exit(status if isinstance(status, int) else 0)


def open_closed_streams() -> None:
    """Give what was started with `>&-` somewhere to write to."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as we run


def complain(message: str, hint: str = "") -> None:
    """Print an error, and what to do next, on standard error."""
    click.echo(f"error: {escape(message)}", err=True)
    if hint:
        click.echo(f"hint: {escape(hint)}", err=True)


def cannot_write(error: OSError) -> int:
    """Say that a disk is full, or what else of the kind is not ours, and return the status; else a bug of ours."""
    if error.errno not in FULL and not (error.strerror or "").startswith(NO_TEMPORARY):
        complain(*internal(handled()))
        return INTERNAL_STATUS
    complain(f"can't write: {error.strerror}", "make room and run the same command again: rows so far are kept")
    return USAGE_STATUS


def handled() -> str:
    """Return the traceback of the error that is being handled."""
    import traceback  # noqa: PLC0415 - `--help` stays light

    return traceback.format_exc()


def internal(trace: str) -> tuple[str, str]:
    """Return what to say of a bug of ours; its traceback goes to a file, which only this user may read."""
    import tempfile  # noqa: PLC0415 - `--help` stays light

    said = f"INTERNAL: {trace.strip().splitlines()[-1]}"
    try:
        with tempfile.NamedTemporaryFile("w", prefix="grader-", suffix=".txt", delete=False, encoding="utf-8") as file:
            file.write(trace)
    except OSError as error:
        return said, f"this is a bug of ours; please report it (its traceback can't be written: {error.strerror})"
    return said, f"this is a bug of ours; please report it with {Path(file.name)}"
