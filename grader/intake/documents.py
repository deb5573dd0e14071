"""A student's file, read once when it is first asked for: its cells, its outline, or why it can't be read."""

import re
from collections.abc import Collection
from functools import cached_property

from grader.intake import notebooks
from grader.intake.files import MIB, Budget, Refused, UnreadableError
from grader.intake.parsing import Outline, outline
from grader.intake.text import decode, lines
from grader.intake.walk import Found

MAX_PY = 4 * MIB  # in bytes as they come, UTF-16 or UTF-32 too
MAX_NOTEBOOK = 32 * MIB  # with its pictures
MAX_SOURCE = 1 * MIB  # code itself, in UTF-8
MAX_NAME = 80  # characters of a name in a message
DEFINITION = re.compile(r"(?P<indent>[ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(?P<name>\w+)")


class Document:
    """One `.py` or `.ipynb`; nothing is read before it is needed."""

    def __init__(self, found: Found, budget: Budget) -> None:
        self.found = found
        self.path = found.path
        self._budget = budget

    @property
    def is_notebook(self) -> bool:
        """Say whether its name is that of a notebook."""
        return self.found.name.lower().endswith(".ipynb")

    @cached_property
    def _content(self) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        node = self.found.node
        if isinstance(node, Refused):
            return (), (), node.why
        try:
            data = self._budget.read(node, MAX_NOTEBOOK if self.is_notebook else MAX_PY)
            if self.is_notebook:
                return *notebooks.cells(data), ""
            text, notes = decode(data)
            if notebooks.is_one(text):
                raise UnreadableError("is a notebook, not Python: name it .ipynb")
        except UnreadableError as error:
            return (), (), str(error)
        return (text,), notes, ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the text, one cell for a `.py` file."""
        return self._content[0]

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what is to be said about the text."""
        return tuple(f"{self.path} {note}" for note in self._content[1])

    @property
    def error(self) -> str:
        """Return why it can't be read ("is encrypted"), "" where it was."""
        return self._content[2]

    @cached_property
    def size(self) -> int:
        """Return the bytes of its code in UTF-8."""
        return sum(len(cell.encode("utf-8", "surrogatepass")) for cell in self.cells)

    @cached_property
    def words(self) -> frozenset[str]:
        """Return every name that occurs in the code, strings and comments too."""
        return frozenset(word for cell in self.cells for word in re.findall(r"\w+", cell))

    @cached_property
    def imports(self) -> frozenset[str]:
        """Return the words of all lines about importing, by a statement or by a function; of `a.b` the first alone."""
        rows = [row for cell in self.cells for row in lines(cell.replace("\\\n", " ")) if "import" in row]
        return frozenset(word for row in rows for word in re.findall(r"(?<!\w\.)\b\w+", row))

    @cached_property
    def definitions(self) -> dict[tuple[str, bool], str]:
        """Return where functions and classes stand, by (name, whether indented), found line by line."""
        found: dict[tuple[str, bool], str] = {}
        for number, cell in enumerate(self.cells, 1):
            for line, row in enumerate(lines(cell), 1):
                if match := DEFINITION.match(row):
                    place = f"cell {number}" if self.is_notebook else f"line {line}"
                    found.setdefault((match["name"][:MAX_NAME], bool(match["indent"])), f"{self.path}, {place}")
        return found

    @cached_property
    def _outline(self) -> Outline:
        # What is too large to hand over is not parsed: its names are looked up line by line.
        return outline(self.cells) if self.size <= MAX_SOURCE else Outline((), self.cells)

    def outline(self, names: Collection[str]) -> Outline:
        """Return what it binds; a file that mentions none of `names` is not parsed for them."""
        return Outline((), ()) if self.words.isdisjoint(names) else self._outline
