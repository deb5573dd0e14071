"""The walk over what one student handed in: every file that may hold code, nearest first, archives seen through."""

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from grader.intake.archives import MAX_NESTED, archive_suffix, look_into
from grader.intake.files import MAX_DEPTH, Budget, File, Folder, Node, Refused, UnreadableError
from grader.intake.limits import limited_cpu
from grader.output.escape import shown

CODE = (".py", ".ipynb")
# `x.ipynb.html` and `x.py.pdf` are something else: printed.
DOUBLE = re.compile(r"(?P<name>.+\.(?P<kind>py|ipynb))(?:\.(?:txt|json|download|(?P=kind)))+", re.IGNORECASE)
LITTER = frozenset({"__MACOSX", ".DS_Store", ".ipynb_checkpoints", "__pycache__", ".git", ".hg", ".svn", "Thumbs.db"})
KEPT_BESIDE = frozenset({"__MACOSX", ".ipynb_checkpoints"})  # named as the files beside, which may be missing
MAX_LITTER = 5  # files that are named
MAX_LISTED = 100
INSTALLED = frozenset({"site-packages", "dist-packages", "node_modules"})


@dataclass(frozen=True)
class Found:
    """A file of a student; `parts` lead to it from the student's folder, a part that ends in `!` is an archive.

    `writer` is the notebook that writes it when it is run, "" of a file that was handed in.
    """

    parts: tuple[str, ...]
    node: File | Refused
    writer: str = ""

    @property
    def name(self) -> str:
        """Return the file's own name, without what browsers put behind it."""
        return plain_name(self.parts[-1])

    @cached_property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """Return the parts, and those that they may be as well: names of a zip may be in any code page."""
        others = self.node.spellings() if isinstance(self.node, File) else ()
        return self.parts, *((*self.parts[: -len(spelling)], *spelling) for spelling in others)

    @property
    def path(self) -> str:
        """Return where it is, as shown to people: `hw3.zip!/conv2d_im2col.py`."""
        path = shown("/".join(self.parts)) or "the folder"
        return f"{path} (written by {self.writer})" if self.writer else path

    @property
    def changed(self) -> str:
        """Return when it was last changed, as UTC in ISO form, "" where nobody knows."""
        return self.node.changed if isinstance(self.node, File) else ""

    @property
    def holds_code(self) -> bool:
        """Say whether its name is that of Python or of a notebook."""
        return self.name.lower().endswith(CODE)

    @property
    def complaint(self) -> str:
        """Return why it can't be read, where it might hold code: a file of that name, an archive, a folder or link."""
        may = self.holds_code or archive_suffix(self.name) or "." not in self.name
        return f"{self.path} {self.node.why}" if may and isinstance(self.node, Refused) else ""


@dataclass(frozen=True)
class _Level:
    parts: tuple[str, ...]
    children: Callable[[], Iterable[Node]]
    archives: int = 0


def plain_name(name: str) -> str:
    """Return a name of code without a second ending: `hw.ipynb.json`, `relu.py.txt`, as browsers and mail save them."""
    match = DOUBLE.fullmatch(name)
    return match["name"] if match else name


def is_litter(name: str) -> bool:
    """Say whether tools left this behind: no student wrote it."""
    return name in LITTER or name.startswith("._")


def names(nodes: Callable[[], Iterable[Node]]) -> list[Found]:
    """Return what is there by name alone, nothing where looking fails: the row of that student will say why."""
    try:
        with limited_cpu(), Budget() as budget:
            return walk(nodes, budget)
    except Exception:  # noqa: BLE001 - one student's files can't stop a class
        return []


def walk(nodes: Callable[[], Iterable[Node]], budget: Budget, depth: int = MAX_DEPTH) -> list[Found]:
    """Return the files below `nodes`, level by level, so that a limit leaves out the deepest."""
    found: list[Found] = []
    levels = deque([_Level((), nodes)])
    while levels:
        level = levels.popleft()
        for node in _listed(level, budget):
            budget.entries -= 1
            if budget.entries < 0 or budget.files < 0:
                budget.notes.append("only the first files are looked at: too many were handed in")
                return found
            below = _below(node, level, budget, depth)
            if isinstance(below, _Level):
                levels.append(below)
            elif below is not None:
                found.append(below)
                budget.files -= below.holds_code
                budget.notes.extend(filter(None, [below.complaint]))
    return found


def _listed(level: _Level, budget: Budget) -> list[Node]:
    """Return the nodes of one folder without litter; none of a virtual environment."""
    try:
        every = list(level.children())
        nodes = [node for node in every if not is_litter(node.name)]
        if len(budget.litter) < MAX_LITTER:
            budget.litter += [name for node in every if is_litter(node.name) for name in _code_in(node, level.parts)]
    except UnreadableError as error:
        return [Refused("", str(error))]
    if any(node.name == "pyvenv.cfg" for node in nodes):
        where = shown("/".join(level.parts)) or "the folder"
        budget.notes.append(f"{where} is left out: it is a virtual environment")
        return []
    return nodes


def _code_in(litter: Node, parts: tuple[str, ...]) -> list[str]:
    """Return what looks like code in something that tools left behind: it is named where nothing else is there."""
    inside: Iterable[Node] = [litter]
    if isinstance(litter, Folder):
        parts = (*parts, litter.name)
        inside = islice(litter.children(), MAX_LISTED) if litter.name in KEPT_BESIDE else ()
    try:
        code = [node.name for node in inside if plain_name(node.name).lower().endswith(CODE)]
    except UnreadableError:
        return []
    return [shown("/".join((*parts, name))) for name in code[:MAX_LITTER]]


def _below(node: Node, level: _Level, budget: Budget, depth: int) -> _Level | Found | None:
    """Return what a node leads to: a level to go through, a file, or None where it is left out."""
    parts = (*level.parts, node.name)
    if isinstance(node, Folder):
        if node.name in INSTALLED:
            return None
        if len(parts) >= depth:
            budget.notes.append(f"{shown('/'.join(parts))} is left out: folders are nested too deep")
            return None
        return _Level(parts, node.children, level.archives)
    if isinstance(node, Refused) or not archive_suffix(node.name):
        return Found(parts, node)
    try:
        if level.archives >= MAX_NESTED:
            raise UnreadableError("is left out: archives are nested too deep")
        inside = look_into(node, budget)
    except UnreadableError as error:
        return Found(parts, Refused(node.name, str(error)))
    return _Level((*level.parts, node.name + "!"), inside.children, level.archives + 1)
