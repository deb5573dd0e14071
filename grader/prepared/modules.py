"""Which of our own modules run when one of them does, and their hashes: what a key knows of the grader itself.

The imports are read off the sources, those inside functions too: nothing is imported for it. A key that holds these
hashes changes with every line that can have shaped a result, and with no other.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
TOP = PACKAGE.name
VERSION = TOP  # the package itself says its version alone, which changes without anything else changing

# `from grader.x import y, z as w`, also in brackets over several lines, and `import grader.x`; that nothing is missed
# is tested against the parser, which takes twenty times as long.
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(grader(?:\.\w+)*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+(grader(?:\.\w+)*))",
    re.MULTILINE,
)
_NAME = re.compile(rb"(?:\bas[ \t]+\w+)|(\w+)")


def imported(source: bytes) -> Iterator[str]:
    """Yield the full name of each thing of the grader's that a source imports, at once or later."""
    for module, names, alone in _IMPORT.findall(source):
        if alone:
            yield alone.decode()
        for name in filter(None, _NAME.findall(names)):
            yield f"{module.decode()}.{name.decode()}"


def closure(roots: Iterable[str], *, without: Collection[str] = (), package: Path | None = None) -> Mapping[str, str]:
    """Return the modules that can run when these do, by name, with the hash of each one's source.

    `roots` are names that are imported: modules, or what is in them. The modules in `without`, and what lies below
    them, are left out, and so is what they alone import.
    """
    package = package or PACKAGE
    found: dict[str, str] = {}
    seen: set[str] = set()
    left = [*roots]
    while left:
        name = left.pop()
        if name in seen or not _is_ours(name):
            continue
        seen.add(name)
        left.append(name.rpartition(".")[0])  # a package's own module runs first, and of `x.y` y may be no module
        if any(name == out or (name.startswith(f"{out}.") and out != VERSION) for out in without):
            continue
        data = source_of(name, package)
        if data is not None:
            found[name] = sha256(data)
            left += imported(data)
    return dict(sorted(found.items()))


def hashes(names: Iterable[str], package: Path | None = None) -> dict[str, str]:
    """Return the hashes of these modules as they are now; "" for one that isn't there."""
    package = package or PACKAGE
    sources = ((name, source_of(name, package)) for name in names)
    return {name: "" if data is None else sha256(data) for name, data in sources}


def combined(found: Mapping[str, str]) -> str:
    """Return one hash of modules and their hashes."""
    return sha256("\n".join(f"{name}={digest}" for name, digest in sorted(found.items())).encode())


def source_of(name: str, package: Path) -> bytes | None:
    """Return the source of a module; None where there is none of that name."""
    place = package.joinpath(*name.split(".")[1:])
    for path in (place.with_suffix(".py"), place / "__init__.py") if place != package else (place / "__init__.py",):
        try:
            return path.read_bytes()
        except OSError:
            continue
    return None


def sha256(data: bytes) -> str:
    """Return the hash as hex digits."""
    return hashlib.sha256(data).hexdigest()


def _is_ours(name: str) -> bool:
    return name == TOP or name.startswith(f"{TOP}.")
