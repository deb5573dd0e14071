"""The class table: a line a student, a cell an exercise, in the widest form that fits the terminal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grader.output.escape import terminal as escape
from grader.output.numbers import decimal
from grader.reports.digest import Digest, Line, Mark
from grader.verdicts import Verdict

NONE = "—"
GAP = 2  # columns between columns
LEAST_NAME, MOST_NAME = 12, 40  # columns for a student
FIVE = 5  # signs in a row that an eye takes in at once

STYLES = {
    Verdict.PASS: "green",
    Verdict.FAIL: "red",
    Verdict.ERROR: "red",
    Verdict.MEMORY: "magenta",
    Verdict.TIMEOUT: "magenta",
    Verdict.MISSING: "yellow",
    Verdict.SKIPPED: "dim",
    Verdict.INTERNAL: "bold reverse red",
}
SHORT = {
    Verdict.ERROR: "ERR",
    Verdict.MEMORY: "MEM",
    Verdict.TIMEOUT: "TIME",
    Verdict.MISSING: "MISS",
    Verdict.SKIPPED: "SKIP",
    Verdict.INTERNAL: "INT",
}
SIGNS = {
    Verdict.PASS: ".",  # the others stand out
    Verdict.FAIL: "F",
    Verdict.ERROR: "E",
    Verdict.MEMORY: "M",
    Verdict.TIMEOUT: "T",
    Verdict.MISSING: "-",
    Verdict.SKIPPED: "s",
    Verdict.INTERNAL: "!",
}
PENDING_SIGN = "?"
LATE_SIGN = "*"


# What a cell calls a verdict: the first that fits is taken.
WORDS: tuple[Mapping[Verdict, str], ...] = ({v: v.value for v in Verdict}, {v: v.value for v in Verdict} | SHORT, SIGNS)


@dataclass(frozen=True)
class Columns:
    """The table's measures: words for verdicts, the widths of word and score, of the name, of each exercise."""

    words: Mapping[Verdict, str]
    word: int
    score: int
    name: int
    exercises: tuple[int, ...]


def class_table(found: Digest, width: int) -> RenderableType:
    """Return the table: whole verdicts with scores, short ones, signs with scores, or signs, as `width` allows."""
    longest = max((cell_len(escape(line.student)) for line in found.lines), default=0)
    totals = max((cell_len(_total(line)) for line in found.lines), default=0)
    room = width - max(totals, len("total")) - GAP
    name = max(len("student"), min(longest, LEAST_NAME))
    for words in WORDS:
        columns = _columns(found, words, name, room)
        if columns is not None:
            spare = room - _taken(columns)
            table = _scores(found, replace(columns, name=name + min(spare, max(0, min(longest, MOST_NAME) - name))))
            return Group(table, *flow(_meanings(found), width)) if words is SIGNS else table
    return _signs(found, min(max(longest, name), MOST_NAME, width // 4), width)


def flow(items: Iterable[Text | str], width: int) -> Iterator[Text]:
    """Yield lines of items, none of them broken."""
    line = Text()
    for item in items:
        if line and line.cell_len + GAP + cell_len(str(item)) > width:
            yield line
            line = Text()
        line = line.append(" " * GAP if line else "").append(item)
    if line:
        yield line


def shortened(name: str, width: int) -> str:
    """Return the text, its middle left out if it is wider: the ends are what tells ids apart."""
    if cell_len(name) <= width:
        return name
    tail = min(width // 3, 8)
    end = name[len(name) - tail :]
    while cell_len(end) > tail:
        end = end[1:]
    return set_cell_size(name, width - cell_len(end) - 1).rstrip() + "…" + end


def slug(exercise: str) -> str:
    """Return the part of `unit/slug` by which people know an exercise, on one line."""
    return escape(exercise.rpartition("/")[2])


def style(mark: Mark | None) -> str:
    """Return the colour of a mark: right but without all its points is neither green nor red."""
    if mark is None:
        return "dim"
    if mark.verdict is Verdict.PASS and mark.score is not None and mark.score < mark.max_score:
        return "yellow"
    return STYLES[mark.verdict]


def _columns(found: Digest, words: Mapping[Verdict, str], name: int, room: int) -> Columns | None:
    """Return columns as wide as their cells, and as their headings as far as there is room; None if nothing fits."""
    marks = [m for line in found.lines for m in line.marks if m is not None]
    word = max((len(_word(m, words)) for m in marks), default=0)
    score = max((len(_score(m)) for m in marks), default=len(NONE))
    wanted = [max(len(part) for part in slug(e).split("_")) for e in found.exercises]
    widths = [max(word + 1 + score, len(f"/{decimal(points)}")) for points in found.full]
    spare = room - _taken(Columns(words, word, score, name, tuple(widths)))
    if spare < 0:
        return None
    while spare and (narrow := [i for i, w in enumerate(widths) if w < wanted[i]]):
        for i in narrow[:spare]:
            widths[i] += 1
        spare = max(0, spare - len(narrow))
    return Columns(words, word, score, name, tuple(widths))


def _taken(columns: Columns) -> int:
    return columns.name + sum(GAP + width for width in columns.exercises)


def _scores(found: Digest, columns: Columns) -> Table:
    table = _table()
    table.add_column(Text("student"), width=columns.name, no_wrap=True)
    for exercise, points, width in zip(found.exercises, found.full, columns.exercises, strict=True):
        table.add_column(_heading(slug(exercise), points, width), width=width, no_wrap=True)
    table.add_column(Text("total"), justify="right", no_wrap=True)
    for line in found.lines:
        cells = [_cell(m, columns) for m in line.marks]
        table.add_row(Text(shortened(escape(line.student), columns.name)), *cells, _total_cell(line))
    return table


def _signs(found: Digest, name: int, width: int) -> RenderableType:
    """Return the table of signs, five by five, with what signs and numbers mean below."""
    totals = max((cell_len(_total(line)) for line in found.lines), default=0) + len(LATE_SIGN)
    step = FIVE * max(1, (width - name - max(totals, len("total")) - 2 * GAP) // (FIVE + 1))
    starts = range(0, len(found.exercises), step)
    table = _table()
    table.add_column(Text("student"), width=name, no_wrap=True)
    table.add_column(Text("\n".join(_places(s, min(s + step, len(found.exercises))) for s in starts)), no_wrap=True)
    table.add_column(Text("total"), justify="right", no_wrap=True)
    for line in found.lines:
        signs = Text("\n").join(_sign_row(line.marks[s : s + step]) for s in starts)
        # There is no room for a sign at each: the total says that some row came late.
        late = LATE_SIGN if any(m is not None and m.late for m in line.marks) else ""
        table.add_row(Text(shortened(escape(line.student), name)), signs, _total_cell(line).append(late))
    numbers = (f"{n} {slug(e)}" for n, e in enumerate(found.exercises, 1))
    return Group(table, *flow(_meanings(found), width), *flow(numbers, width))


def _meanings(found: Digest) -> Iterator[str]:
    yield from (f"{SIGNS[verdict]} {verdict.value}" for verdict in found.counts)
    if found.pending:
        yield f"{PENDING_SIGN} not graded yet"


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style="bold")


def _heading(name: str, points: float, width: int) -> Text:
    """Return the slug on as many lines as it takes, broken at underscores, and below it the points."""
    lines: list[str] = []
    for part in name.split("_"):
        if lines and len(lines[-1]) + 1 + len(part) <= width:
            lines[-1] += f"_{part}"
        else:
            lines.append(part)
    heading = Text("\n".join(line if len(line) <= width else line[: width - 1] + "…" for line in lines))
    return heading.append(f"\n/{decimal(points)}", style="dim")


def _cell(mark: Mark | None, columns: Columns) -> Text:
    word = (PENDING_SIGN if mark is None else _word(mark, columns.words)).ljust(columns.word)
    score = "" if mark is None else _score(mark)
    return Text(f"{word} {score:>{columns.score}}", style=style(mark))


def _word(mark: Mark, words: Mapping[Verdict, str]) -> str:
    return words[mark.verdict] + LATE_SIGN * mark.late


def _score(mark: Mark) -> str:
    return NONE if mark.score is None else decimal(mark.score)


def _total(line: Line) -> str:
    return f"{NONE if line.score is None else decimal(line.score)}/{decimal(line.max_score)}"


def _total_cell(line: Line) -> Text:
    return Text(_total(line), style="bold" if line.score is not None else "bold red")


def _places(start: int, end: int) -> str:
    return "".join(f"{n + 1:<{FIVE + 1}}" for n in range(start, end, FIVE)).rstrip()


def _sign_row(marks: tuple[Mark | None, ...]) -> Text:
    row = Text()
    for place, mark in enumerate(marks):
        row.append(" " if place and place % FIVE == 0 else "")
        row.append(PENDING_SIGN if mark is None else SIGNS[mark.verdict], style=style(mark))
    return row
