"""Is a prepared exercise still what its sources say? Hashes of files and versions; imports none of them."""

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from grader import __version__, corpus
from grader.catalog import Catalog, Entry
from grader.corpus import PreparedError, read_manifest, read_prepared, sha256

PACKAGES = ("numpy", "tensorflow", "tensorflow-cpu", "hypothesis")


def versions() -> dict[str, str]:
    """Return the versions that shape a prepared exercise, of the packages that are installed."""
    found = {"grader": __version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def source_hash(catalog: Catalog, entry: Entry, seed: int) -> str:
    """Return the hash of all files that shape a prepared exercise, and the seed.

    The stub isn't one of them: a self-learner may well write the answer right into it.
    """
    paths = [*_solution_files(catalog, entry), *_own_files()]
    parts = [f"{path.name}:{sha256(path.read_bytes())}" for path in paths]
    return sha256("\n".join([corpus.FORMAT, entry.exercise, str(seed), *parts]).encode())


def _solution_files(catalog: Catalog, entry: Entry) -> Iterable[Path]:
    if entry.solution is None:
        return []
    # Helpers that a spec may import stand beside it, in its unit, or at the top.
    folders = (entry.solution, entry.solution.parent, catalog.root / "solutions")
    return [path for folder in folders for path in sorted(folder.glob("*.py"))]


def _own_files() -> Iterable[Path]:
    package = Path(__file__).parent
    return [*sorted((package / "authoring").glob("*.py")), package / "corpus.py", package / "exercise.py",
            package / "filling.py", package / "sandbox" / "wire.py"]  # fmt: skip


def key(sources: str, used: Mapping[str, str]) -> str:
    """Return the key of a prepared exercise: what it was made from, and with which versions."""
    return sha256("\n".join([sources, *(f"{k}={v}" for k, v in sorted(used.items()))]).encode())


def is_current(catalog: Catalog, entry: Entry, seed: int) -> bool:
    """Return whether the prepared exercise is there and made from what is there now.

    Where there are no solutions (a copy, a students' pack) there is nothing to compare it with, and a
    damaged one has to be copied again. A package that isn't
    installed here can't have changed.
    """
    folder = catalog.prepared(entry.slug, seed)
    try:
        if entry.solution is None:
            read_manifest(folder)
            return True
        manifest = read_prepared(folder).manifest
    except PreparedError:
        return False
    here = versions()
    same_versions = all(here.get(k, v) == v for k, v in manifest.versions.items())
    return same_versions and manifest.sources == source_hash(catalog, entry, seed)
