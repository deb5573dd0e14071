"""What `check` shows a student: each exercise's checks, then the first thing that is wrong, in full."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.output.escape import terminal as escape
from grader.output.numbers import decimal
from grader.reports.digest import first_failing
from grader.verdicts import CheckReport, Report, Verdict

SIGNS = {Verdict.PASS: ("✓", "green"), Verdict.SKIPPED: ("–", "dim")}
WRONG = ("✗", "red")
MOST_PRINTED = 12  # lines of what the code printed


def exercise_lines(report: Report, printed: str = "") -> Iterator[RenderableType]:
    """Yield the lines of one exercise."""
    yield heading(report)
    for check in report.checks:
        # What the grader adds to every exercise, and published examples, are worth a line only when they fail.
        if check.max_points or check.verdict not in (Verdict.PASS, Verdict.SKIPPED):
            yield check_line(check)
    wrong = first_failing(report)
    if wrong is not None:
        yield from check_detail(wrong)
    elif report.verdict is not Verdict.PASS and report.said:
        yield Text()
        yield from (indented(Text(escape(line))) for line in report.said.split("\n"))
    if report.checks and report.message and report.verdict is not Verdict.PASS:
        yield Text()
        yield indented(Text(f"note: {escape(report.message)}", style="dim"))
    if wrong is not None and printed.strip():
        yield from printed_lines(printed)


def heading(report: Report) -> Text:
    """Return the exercise's name, verdict and points."""
    line = Text(report.exercise, style="bold")
    style = "bold green" if report.verdict is Verdict.PASS else "bold red"
    line.append("  ").append(report.verdict.value, style=style)
    if report.score is not None:
        line.append(f"  {decimal(report.score)} of {decimal(report.max_score)} points")
    return line


def check_line(check: CheckReport) -> Text:
    """Return one check: its sign, name and points."""
    sign, style = SIGNS.get(check.verdict, WRONG)
    line = Text("  ").append(sign, style=style).append(f" {check.name}")
    if check.verdict not in (Verdict.PASS, Verdict.SKIPPED, Verdict.FAIL):
        line.append(f"  {check.verdict.value}", style="red")
    if check.verdict is Verdict.SKIPPED:
        return line.append(f"  {escape(check.message)}", style="dim")
    if check.max_points:
        line.append(f"  {decimal(check.points)}/{decimal(check.max_points)}", style="dim")
    if check.verdict is Verdict.PASS and check.message:
        line.append(f"  {escape(check.message)}", style="dim")
    return line


def check_detail(check: CheckReport) -> Iterator[RenderableType]:
    """Yield what is wrong: the message, the misconception, the smallest case."""
    yield Text()
    yield indented(Text(f"{check.name}: ", style="bold").append(Text(escape(check.message), style="not bold")))
    if check.misconception:
        yield indented(Text(escape(check.misconception), style="italic yellow"))
    if check.counterexample:
        yield Text()
        for line in check.counterexample.split("\n"):
            yield indented(marked(escape(line)), 6)


def indented(text: Text, columns: int = 2) -> Padding:
    """Return the text indented, its wrapped lines too."""
    return Padding(text, (0, 0, 0, columns), expand=False)


def marked(line: str) -> Text:
    """Return the line with what stands in ‹ › made red."""
    text = Text(line)
    text.highlight_regex("‹[^›]*›", "bold red")
    return text


def printed_lines(printed: str) -> Iterator[RenderableType]:
    """Yield the first lines that the code printed."""
    lines = printed.rstrip("\n").split("\n")
    yield Text()
    yield Text("  your code printed:", style="dim")
    yield from (indented(Text(escape(line)[:200]), 6) for line in lines[:MOST_PRINTED])
    if len(lines) > MOST_PRINTED:
        yield Text(f"      … and {len(lines) - MOST_PRINTED} more lines", style="dim")
