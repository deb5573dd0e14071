"""Finds exercises: the catalogue of a course (stubs and solutions), and where its prepared exercises lie."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from grader.errors import GraderError, UsageProblem

EXERCISES, SOLUTIONS, PREPARED = "exercises", "solutions", ".prepared"
UNITS = "units.toml"  # in EXERCISES: units = ["activations", …], in teaching order; others follow by name
PUBLIC_SEED = 1


class CatalogError(GraderError):
    """Exercises or solutions that don't pair, or a spec that says something impossible."""


@dataclass(frozen=True)
class Entry:
    """One exercise: its unit, slug and stub, and the folder of its solution (None in a students' pack)."""

    unit: str
    slug: str
    stub: Path
    solution: Path | None

    @property
    def exercise(self) -> str:
        """Return `unit/slug`."""
        return f"{self.unit}/{self.slug}"


@dataclass(frozen=True)
class Catalog:
    """All exercises below `root`, by slug."""

    root: Path
    entries: Mapping[str, Entry]

    def prepared(self, slug: str, seed: int) -> Path:
        """Return the folder in which the prepared exercise lies, or will."""
        return self.root / PREPARED / str(seed) / slug

    def choose(self, names: Iterable[str]) -> list[Entry]:
        """Return the entries of these slugs (or `unit/slug`), in teaching order; raises UsageProblem."""
        wanted = {self.find(name).slug for name in names}
        return [entry for slug, entry in self.entries.items() if slug in wanted]

    def find(self, name: str) -> Entry:
        """Return the entry of a slug or `unit/slug`; raises UsageProblem, naming near ones."""
        entry = self.entries.get(name.rpartition("/")[2])
        if entry is not None and name in (entry.slug, entry.exercise):
            return entry
        slug = name.rpartition("/")[2].lower()
        near = [found for found in self.entries if slug and slug in found][:3]
        near = near or get_close_matches(slug, self.entries, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "`grader list` shows what there is"
        raise UsageProblem(f"there is no exercise {name!r}", hint=hint)


def find_catalog(start: Path) -> Catalog:
    """Return the catalogue in `start` or a folder above it; raises UsageProblem where there is none."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / EXERCISES).is_dir() and ((folder / SOLUTIONS).is_dir() or (folder / PREPARED).is_dir()):
            return read_catalog(folder)
    raise UsageProblem(
        f"no exercises found in {start} or above it",
        hint="run this inside the course's folder or a students' pack (the one with `exercises/` in it)",
    )


def teaching_order(path: Path) -> list[str]:
    """Return the units as a course teaches them; empty where it doesn't say. Raises CatalogError."""
    try:
        with path.open("rb") as file:
            return [str(unit) for unit in tomllib.load(file)["units"]]
    except FileNotFoundError:
        return []
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CatalogError(f'{path} must say units = ["…", …]: {error!r}') from error


def read_catalog(root: Path) -> Catalog:
    """Return the catalogue of a folder; raises CatalogError where two stubs share a slug."""
    entries: dict[str, Entry] = {}
    order = teaching_order(root / EXERCISES / UNITS)
    last = len(order)

    def place(stub: Path) -> tuple[int, str, str]:
        unit = stub.parent.name
        return order.index(unit) if unit in order else last, unit, stub.stem

    for stub in sorted((root / EXERCISES).glob("*/*.py"), key=place):
        unit, slug = stub.parent.name, stub.stem
        if slug in entries:
            raise CatalogError(f"two exercises are called {slug}: {entries[slug].stub} and {stub}")
        solution = root / SOLUTIONS / unit / slug
        entries[slug] = Entry(unit, slug, stub, solution if solution.is_dir() else None)
    return Catalog(root, entries)
