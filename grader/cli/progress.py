"""Progress on standard error: a bar on a terminal, few plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


@dataclass
class Bar:
    """Counts what is done; `advance` may say what that was."""

    bar: Progress | None
    task: TaskID | None

    def advance(self, line: str = "") -> None:
        """Count one more; a line is printed where there is no bar."""
        if self.bar is not None and self.task is not None:
            self.bar.advance(self.task)
        elif line:
            click.echo(line, err=True)


@contextmanager
def progress(title: str, total: int) -> Iterator[Bar]:
    """Show how many of `total` are done, as long as the block runs."""
    console = Console(stderr=True)
    if not console.is_terminal:
        click.echo(f"{title}: {total}", err=True)
        yield Bar(None, None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        yield Bar(bar, bar.add_task(title, total=total))
    sys.stderr.flush()
