"""How IPython reads a cell: which of its lines are magics, shell commands or questions, and which are Python.

This follows IPython's own input transformer (`IPython.core.inputtransformer2`) step by step, and a test holds it to
that one. What becomes of a command is not decided here: `render` says it, and lines stay where they are.
"""

import re
import tokenize
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from textwrap import dedent
from tokenize import TokenInfo

MAX_COMMANDS = 500  # in a cell; IPython gives up there as well
MAX_TOKENIZED = 4_000_000  # characters a cell: it is tokenized again after each command
MAX_QUESTION = 2_000  # characters that are searched for the name before a `?`
ESCAPES = frozenset("!?%,;/")
MARGIN = frozenset({tokenize.INDENT, tokenize.DEDENT})
QUESTION = re.compile(r"(%{0,2}(?!\d)[\w*]+(?:\.(?!\d)[\w*]+|\[-?[0-9]+\])*)(\?\??)$")
TRIPLE_QUOTE = re.compile(r"(?<!\\)(\"\"\"|''')")
STRING_PREFIX = re.compile(r"[rubf]*", re.IGNORECASE)
DOCTEST_FIRST = re.compile(r"\s*>>>[ \t]?")
DOCTEST_NEXT = re.compile(r"\s*\.\.\.[ \t]?")
PROMPT = re.compile(r"(?:(?:(?:\[nav\]|\[ins\])? )?In \[\d+\]: |\s*\.{3,}: ?)")
# Since Python 3.12 the tokenizer stops at these, where it went on before.
STOPPED = (
    *("unterminated string literal", "invalid non-printable character", "after line continuation character"),
    *(f"invalid {base} literal" for base in ("decimal", "binary", "octal", "hexadecimal")),
    *("in binary literal", "in octal literal", "expected EOF"),
)


class Kind(Enum):
    """What a command is."""

    MAGIC = auto()  # `%name text`
    CELL = auto()  # `%%name text` and the rest of the cell
    SHELL = auto()  # `!text`
    OUTPUT = auto()  # `!!text` or `x = !text`
    HELP = auto()  # `?text`, `text?`


@dataclass(frozen=True)
class Command:
    """A command: its kind, its name, what follows it, the cell's body; `bound` to a name as in `x = %magic`."""

    kind: Kind
    name: str = ""
    text: str = ""
    body: str = ""
    bound: bool = False
    indent: str = ""


Render = Callable[[Command], str]


def transformed(cell: str, render: Render, pad: str = "\n") -> str:
    """Return a cell as Python, with `render(command)` in place of each command.

    `pad` stands for each line that is taken away, so that the others keep their numbers. Raises IndentationError where
    the tokenizer does.
    """
    rows = (cell if cell.endswith("\n") else cell + "\n").splitlines(keepends=True)
    first = next((i for i, row in enumerate(rows) if row and not row.isspace()), 0)
    rows = dedent("".join(rows[first:])).splitlines(keepends=True)
    rows = _without_prompts(_without_doctest(rows))
    if magic := cell_magic(rows):
        return pad * first + render(magic)
    return pad * first + "".join(_without_commands(rows, render, pad))


def cell_magic(rows: Sequence[str]) -> Command | None:
    """Return the magic that takes a whole cell, None where its first line is none."""
    if not rows or not rows[0].startswith("%%") or re.match(r"%%\w+\?", rows[0]):
        return None
    name, _, text = rows[0][2:].rstrip().partition(" ")
    return Command(Kind.CELL, name, text, "".join(rows[1:]))


def _without_doctest(rows: list[str]) -> list[str]:
    """Return lines without `>>>` and `...`, where a `>>>` stands outside of docstrings."""
    inside = _in_docstrings(rows)
    if not any(DOCTEST_FIRST.match(row) for row, within in zip(rows, inside, strict=True) if not within):
        return rows
    found: list[str] = []
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and inside[end] == inside[start]:
            end += 1
        bare = rows[start:end] if inside[start] else [_without_doctest_prompt(row) for row in rows[start:end]]
        found += bare if bare == rows[start:end] else dedent("".join(bare)).splitlines(keepends=True)
        start = end
    return found


def _without_doctest_prompt(row: str) -> str:
    match = DOCTEST_FIRST.match(row) or DOCTEST_NEXT.match(row)
    return row[match.end() :] if match else row


def _in_docstrings(rows: Sequence[str]) -> list[bool]:
    """Say of each line whether it lies in a docstring, whose prompts stay; a guess, and IPython's own."""
    inside: list[bool] = []
    quote, kept, prompted = "", False, False
    for row in rows:
        inside.append(bool(quote) and kept)
        for match in TRIPLE_QUOTE.finditer(row):
            if not quote:
                before = row[: match.start()]
                bare = DOCTEST_NEXT.sub("", DOCTEST_FIRST.sub("", before, count=1), count=1)
                quote = match[1]
                kept = not (bare != before and prompted) and bool(STRING_PREFIX.fullmatch(bare.strip()))
                inside[-1] = kept
            elif quote == match[1]:
                quote, kept = "", False
        prompted = prompted or bool(DOCTEST_FIRST.match(row))
    return inside


def _without_prompts(rows: list[str]) -> list[str]:
    """Return lines without `In [3]: ` and `   ...: `, where one of the first two has them."""
    if not any(PROMPT.match(row) for row in rows[:2]):
        return rows
    return [PROMPT.sub("", row, count=1) if PROMPT.match(row) else row for row in rows]


def _without_commands(rows: list[str], render: Render, pad: str) -> list[str]:
    """Return lines with their commands rendered, one after the other: behind one, tokens may mean nothing."""
    cost = 0
    for _ in range(MAX_COMMANDS):
        cost += sum(map(len, rows))
        if cost > MAX_TOKENIZED:
            break
        for found in sorted(_found(_statements(rows)), key=lambda one: one.order):
            changed = found.rendered(rows, render, pad)
            if changed is not None:
                rows = changed
                break
        else:
            break
    return rows


def _statements(rows: Sequence[str]) -> list[list[TokenInfo]]:
    """Return the tokens by statement: what is wrapped in brackets or a string is one."""
    statements: list[list[TokenInfo]] = [[]]
    depth = 0
    last: TokenInfo | None = None
    try:
        for last in tokenize.generate_tokens(iter(rows).__next__):
            statements[-1].append(last)
            if last.type == tokenize.NEWLINE or (last.type == tokenize.NL and depth <= 0):
                statements.append([])
            elif last.type == tokenize.OP and last.string in "([{":
                depth += 1
            elif last.type == tokenize.OP and last.string in ")]}":
                depth = max(0, depth - 1)
    except tokenize.TokenError as error:
        if any(reason in error.args[0] for reason in STOPPED):
            place = last.end if last else (1, 0)
            statements[-1].append(TokenInfo(tokenize.ERRORTOKEN, "", place, place, ""))
    return statements if statements[-1] else statements[:-1]


@dataclass(frozen=True)
class _Found:
    """Where a command begins: line (from 0) and column. Of a question also where its first mark is."""

    line: int
    column: int
    bound: bool = False
    question: int | None = None  # the line of the mark

    @property
    def order(self) -> tuple[int, int, bool]:
        """Return what sorts them; at one place a question comes first: `%magic?` asks."""
        return self.line, self.column, self.question is None

    def rendered(self, rows: list[str], render: Render, pad: str) -> list[str] | None:
        """Return the lines with this one rendered; None where it turns out to be none."""
        if self.question is None:
            end = _end(rows, self.line)
            before = rows[self.line][: self.column]
            made = _rendered(_joined(rows, self.line, self.column, end), before, self.bound, render)
        else:
            end = self.question
            piece = "".join(rows[self.line : end + 1])
            before, asked = piece[: self.column], piece[self.column :]
            match = QUESTION.search(asked[-MAX_QUESTION:])
            made = render(Command(Kind.HELP, match[2], match[1], indent=before)) if match else None
        if made is None:
            return None
        gone = [pad] * (end - self.line) if pad else []
        return [*rows[: self.line], f"{before}{made}\n", *gone, *rows[end + 1 :]]


def _found(statements: Sequence[list[TokenInfo]]) -> list[_Found]:
    """Return the first command of each sort."""
    finders = (_bound_magic, _bound_shell, _escaped, _question)
    return [found for find in finders if (found := next(filter(None, map(find, statements)), None))]


def _assignment(tokens: Sequence[TokenInfo]) -> int | None:
    """Return where the first `=` outside of brackets is."""
    depth = 0
    for index, token in enumerate(tokens):
        if token.string == "=" and depth == 0:
            return index
        depth += token.string in ("(", "[", "{")
        depth = max(0, depth - (token.string in (")", "]", "}")))
    return None


def _bound_magic(tokens: Sequence[TokenInfo]) -> _Found | None:
    at = _assignment(tokens)
    if at is None or len(tokens) < at + 3:
        return None
    if tokens[at + 1].string != "%" or tokens[at + 2].type != tokenize.NAME:
        return None
    return _at(tokens[at + 1], bound=True)


def _bound_shell(tokens: Sequence[TokenInfo]) -> _Found | None:
    at = _assignment(tokens)
    if at is None or tokens[at].line.strip().startswith("="):
        return None
    for token in tokens[at + 1 :]:  # until Python 3.12 `!` is a token for nothing, as the blanks before it are
        if token.string == "!":
            return _at(token, bound=True)
        if token.type != tokenize.ERRORTOKEN or not token.string.isspace():
            break
    return None


def _escaped(tokens: Sequence[TokenInfo]) -> _Found | None:
    first = next((token for token in tokens if token.type not in MARGIN), None)
    return _at(first) if first and first.string in ESCAPES else None


def _question(tokens: Sequence[TokenInfo]) -> _Found | None:
    if len(tokens) < 3 or tokens[-2].string != "?":
        return None
    first = next(token for token in tokens if token.type not in MARGIN)
    return _Found(first.start[0] - 1, first.start[1], question=tokens[-2].start[0] - 1)


def _at(token: TokenInfo, *, bound: bool = False) -> _Found:
    return _Found(token.start[0] - 1, token.start[1], bound)


def _end(rows: Sequence[str], start: int) -> int:
    """Return the last line of a command that goes on behind backslashes."""
    end = start
    while end < len(rows) - 1 and rows[end].endswith("\\\n"):
        end += 1
    return end


def _joined(rows: Sequence[str], start: int, column: int, end: int) -> str:
    parts = [rows[start][column:], *rows[start + 1 : end + 1]]
    return " ".join([*(part.rstrip()[:-1] for part in parts[:-1]), parts[-1].rstrip()])


def _rendered(line: str, before: str, bound: bool, render: Render) -> str | None:
    """Return what stands for a line that starts with an escape; None where it is wrong even for IPython."""
    escape = line[:2] if line[:2] in ("!!", "??") and not bound else line[:1]
    content = line[len(escape) :]
    name, _, text = content.partition(" ")
    if escape == "%":
        return render(Command(Kind.MAGIC, name, text, bound=bound, indent=before))
    if escape in ("!", "!!"):
        kind = Kind.OUTPUT if bound or escape == "!!" else Kind.SHELL
        return render(Command(kind, text=content, bound=bound, indent=before))
    if escape in ("?", "??"):
        return render(Command(Kind.HELP, escape, content, indent=before))
    # `/f a b`, `,f a b` and `;f a b` are calls of f: Python, and not ours to leave out.
    if escape == "/":
        return f"{name}({', '.join(text.split())})" if name else None
    arguments = '", "'.join(text.split()) if escape == "," else text
    return f'{name}("{arguments}")'
