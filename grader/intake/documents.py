"""A student's file, read once when it is first asked for: its cells, its outline, or why it can't be read."""

import io
import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cached_property, partial
from posixpath import normpath

from grader.intake import notebooks
from grader.intake.files import MIB, Budget, File, Refused, UnreadableError
from grader.intake.notebooks import Notebook
from grader.intake.parsing import Outline, outline, parses
from grader.intake.text import decode, lines
from grader.intake.walk import Found

MAX_PY = 4 * MIB  # in bytes as they come, UTF-16 or UTF-32 too
MAX_NOTEBOOK = 32 * MIB  # with its pictures
MAX_SOURCE = 1 * MIB  # code itself, in UTF-8
SUSPECT_FROM, SUSPECT_RATIO = 1 * MIB, 200  # what is said of a file that can't be read; it stops nothing
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
    def _content(self) -> tuple[Notebook, str]:
        node = self.found.node
        if isinstance(node, Refused):
            return Notebook(), node.why
        data = b""
        try:
            data = self._budget.read(node, MAX_NOTEBOOK if self.is_notebook else MAX_PY)
            return (notebooks.read(data) if self.is_notebook else _python(data)), ""
        except UnreadableError as error:
            return Notebook(), f"{error}{_bomb(node.packed, len(data))}"

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the text, one cell for a `.py` file."""
        return self._content[0].cells

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what is to be said about the text."""
        return tuple(f"{self.path} {note}" for note in self._content[0].notes)

    @property
    def ran(self) -> Mapping[str, str]:
        """Return the paths of files that a notebook runs (`%run`), by the names under which it imports them."""
        return self._content[0].ran

    def written(self) -> list["Document"]:
        """Return the modules that a notebook writes (`%%writefile`), as files beside it."""
        texts = {normpath(path.replace("\\", "/")): text for path, text in self._content[0].written.items()}
        return [
            Document(_written(self.found, path, text), self._budget)
            for path, text in texts.items()
            if path.lower().endswith(".py") and not path.startswith(("/", "~", ".."))
        ]

    @property
    def text(self) -> str:
        """Return the text as that of one module: of a notebook the cells that are Python."""
        return "\n\n".join(filter(parses, self.cells)) if self.is_notebook else "".join(self.cells)

    @property
    def error(self) -> str:
        """Return why it can't be read ("is encrypted"), "" where it was."""
        return self._content[1]

    @cached_property
    def in_prose(self) -> dict[str, str]:
        """Return where markdown and raw cells have definitions, by name."""
        found: dict[str, str] = {}
        for number, text in self._content[0].prose:
            for row in lines(text):
                if match := DEFINITION.match(row.removeprefix(">>> ")):
                    found.setdefault(match["name"][:MAX_NAME], f"{self.path}, cell {number} of all")
        return found

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
        # Python takes names in one normal form (PEP 3131).
        cells = [unicodedata.normalize("NFKC", cell.replace("\\\n", " ")) for cell in self.cells]
        rows = [row for cell in cells for row in lines(cell) if "import" in row]
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
        return outline(self.cells, main=self.is_notebook) if self.size <= MAX_SOURCE else Outline((), self.cells)

    def outline(self, names: Collection[str]) -> Outline:
        """Return what it binds; a file that mentions none of `names` is not parsed for them."""
        return Outline((), ()) if self.words.isdisjoint(names) else self._outline


def _python(data: bytes) -> Notebook:
    """Return a `.py` file as one cell."""
    text, notes = decode(data)
    if notebooks.is_one(text):
        raise UnreadableError("is a notebook, not Python: name it .ipynb")
    return Notebook((text,), notes=notes)


def _written(notebook: Found, path: str, text: str) -> Found:
    """Return a file that a notebook writes into its own folder, where later cells import it from."""
    parts = (*notebook.parts[:-1], *path.split("/"))
    data = text.encode("utf-8", "surrogatepass")
    changed = notebook.node.changed if isinstance(notebook.node, File) else ""
    return Found(parts, File(parts[-1], partial(io.BytesIO, data), changed=changed), writer=notebook.path)


def _bomb(packed: int, size: int) -> str:
    """Return what is to be said of a file in an archive that unpacks to a lot and holds nothing, "" of any other."""
    if not packed or size < max(SUSPECT_FROM, SUSPECT_RATIO * packed):
        return ""
    return f" (it unpacks to {size // packed} times its size, as a zip bomb does)"
