"""The class for a terminal: the table, below it what is wrong, last the counts."""

import io
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.text import Text

from grader.gradebook import Results
from grader.output.escape import terminal as escape
from grader.output.numbers import decimal
from grader.points import added
from grader.reports.class_table import LATE_SIGN, STYLES, class_table, flow, shortened, slug, style
from grader.reports.digest import Digest, Finding, digest
from grader.verdicts import Verdict

INDENT = "  "
BELOW = "      "
LEAST_SLUG, MOST_SLUG = 8, 24  # columns
MESSAGE_LINES = 2
LEAST_TOGETHER = 2  # MISSING rows of one student that are told in one line


def render(results: Results, *, width: int = 80, colour: bool = False) -> str:
    """Return the report as text of `width` columns; without colour it holds no escape sequence at all."""
    found = digest(results)
    parts: list[RenderableType] = [Text(f"{escape(found.title)}\n", style="bold")] if found.title else []
    parts += [class_table(found, width), *_left_out(found)]
    if found.findings:
        parts += [Text("\nWhat is wrong", style="bold"), *_findings(found, width)]
    parts += [Text(), *_summary(found, width)]
    return _printed(Group(*parts), width, colour)


def _printed(page: RenderableType, width: int, colour: bool) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        no_color=not colour,
        legacy_windows=False,
    )
    with console.capture() as captured:
        console.print(page)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _left_out(found: Digest) -> Iterator[Text]:
    if more := found.students - len(found.lines):
        yield Text(f"… and {more:,} more students: gradebook.csv lists all of them")


def _findings(found: Digest, width: int) -> Iterator[Text]:
    students = [(name, together(list(rows))) for name, rows in groupby(found.findings, key=lambda f: f.student)]
    longest = max(cell_len(slug(row.exercise)) for _, rows in students for row in rows)
    name = min(longest, MOST_SLUG, max(LEAST_SLUG, width // 3))
    word = max(len(f.mark.verdict.value) for f in found.findings)
    for student, rows in students:
        yield Text(shortened(escape(student), width), style="bold")
        for row in rows:
            exercise = shortened(slug(row.exercise), name)
            head = Text(f"{INDENT}{exercise}{' ' * (name - cell_len(exercise))}{INDENT}")
            head.append(row.mark.verdict.value.ljust(word), style=style(row.mark)).append(INDENT)
            yield from _finding(head, row, width)
    if more := found.more_findings:
        yield Text(f"… and {more:,} more rows: results.json holds all of them")


def together(rows: list[Finding]) -> list[Finding]:
    """Return one student's rows with several MISSING ones as one, in the place of the first, that names the exercises.

    These are alike where the same was handed in instead, or the same is said of each ("nothing was handed in").
    """
    alike = defaultdict(list)
    for number, row in enumerate(rows):
        missing = row.mark.verdict is Verdict.MISSING
        alike[(row.instead or row.message) if missing else number].append(row)
    together = []
    for reason, group in alike.items():
        if len(group) < LEAST_TOGETHER:
            together += group
            continue
        names = ", ".join(slug(row.exercise) for row in group)
        whole = replace(group[0], exercise=_counted(len(group), "exercise"), message=f"{names} ({reason})", instead="")
        together.append(whole)
    return together


def _finding(head: Text, row: Finding, width: int) -> Iterator[Text]:
    """Yield one line or two: the message beside the verdict, and the misconception or the message's rest below."""
    said = "; ".join(part for part in (one_line(row.message), one_line(row.instead)) if part)
    message = ": ".join(part for part in (escape(row.check), said) if part)
    lines = _wrapped(message, max(1, width - head.cell_len), 1 if row.misconception else MESSAGE_LINES)
    yield head.copy().append(lines[0] if lines else "")
    yield from (Text(" " * head.cell_len + line) for line in lines[1:])
    if row.misconception:
        below = _wrapped(joined(row.misconception), max(1, width - len(BELOW)), 1)
        yield from (Text(BELOW + line, style="italic") for line in below)


def one_line(text: str) -> str:
    """Return the first line that says anything, escaped, with `…` if there is more."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return escape(lines[0]) + (" …" if len(lines) > 1 else "") if lines else ""


def joined(text: str) -> str:
    """Return a paragraph of ours as one line."""
    return escape(" ".join(text.split()))


def _wrapped(text: str, width: int, most: int) -> list[str]:
    """Return at most so many lines of so many columns; the last one ends in `…` if there is more."""
    lines = [line.plain.rstrip() for line in Text(text).wrap(Console(file=io.StringIO()), width)] if text else []
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and cell_len(last) > width - 2:  # room for the sign: without the last word, or a part of an endless one
        last = last.rpartition(" ")[0] or last[:-1]
    return [*lines[: most - 1], f"{last} …" if last else "…"]


def _summary(found: Digest, width: int) -> Iterator[Text]:
    size = f"{_counted(found.students, 'student')} × {_counted(len(found.exercises), 'exercise')}:"
    yield from flow([size, *(Text(f"{v.value} {n:,}", style=STYLES[v]) for v, n in found.counts.items())], width)
    if found.totals:
        middle, mean = statistics.median(found.totals), statistics.fmean(found.totals)
        yield Text(f"total: median {decimal(middle)}, mean {decimal(mean)} of {decimal(added(found.full))}")
    if found.late and found.due is not None:
        what = f"{LATE_SIGN} {_counted(found.late, 'row is', 'rows are')} late:"
        yield Text(f"{what} the files were changed after {found.due:%Y-%m-%d %H:%M} ({found.due:%Z})")
    if internal := found.counts.get(Verdict.INTERNAL, 0):
        what = f"{_counted(internal, 'row is', 'rows are')} INTERNAL, a fault of the grader, not of the student:"
        yield Text(f"{what} scores withheld. Grade again: these rows run anew.", style="bold red")
    if found.pending:
        what = f"{_counted(found.pending, 'row is', 'rows are')} not graded yet:"
        yield Text(f"{what} the same `grader grade` goes on where it stopped.", style="bold")


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
