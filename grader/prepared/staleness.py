"""Is a prepared exercise still what its sources say? Hashes of files, modules and versions; imports none of them.

Two keys. That of the *cases* holds what shapes them: the exercise and its seed, the solution without what is only
text, the versions of packages, and each module of the grader's that `prepare` can load. That of the *texts* holds the
solution to the last letter: where it alone has changed, hints, diagnoses and docstrings are written anew and no case
is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from importlib.metadata import PackageNotFoundError, version

from grader.course.catalog import Catalog, Entry
from grader.prepared import modules
from grader.prepared.folder import FORMAT, PreparedError, read_manifest, read_prepared
from grader.prepared.records import Manifest
from grader.prepared.sources import solution_sources, without_texts

PACKAGES = ("numpy", "tensorflow", "tensorflow-cpu", "hypothesis")
CASES_START = "grader.authoring.prepare"
TEXTS = "grader.authoring.texts"
# Modules, with all below them, that shape no case though what makes cases imports them: the version, the words of a
# refusal, and who writes the texts (whose hash is in the texts' own key).
SHAPE_NO_CASE = (modules.VERSION, "grader.output", TEXTS)


class State(Enum):
    """What there is to do for a prepared exercise: nothing, its texts alone, or everything."""

    CURRENT = auto()
    TEXTS_CHANGED = auto()
    STALE = auto()


def versions() -> dict[str, str]:
    """Return the versions that shape a prepared exercise, of the packages that are installed."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def cases_hash(entry: Entry, seed: int) -> str:
    """Return the hash of what shapes the cases in an exercise's own files, and of the seed."""
    parts = [f"{path}:{without_texts(data)}" for path, data in solution_sources(entry).items()]
    return modules.sha256("\n".join([FORMAT, entry.exercise, str(seed), *parts]).encode(errors="surrogateescape"))


def texts_key(entry: Entry) -> str:
    """Return the key of the texts: what they, and the copies of sources beside them, are made from."""
    parts = [f"{path}:{modules.sha256(data)}" for path, data in solution_sources(entry).items()]
    reader = modules.hashes([TEXTS])[TEXTS]
    return modules.sha256("\n".join([FORMAT, entry.exercise, reader, *parts]).encode(errors="surrogateescape"))


def cases_modules(entry: Entry) -> Mapping[str, str]:
    """Return our own modules that shape the cases, with their hashes: what `prepare` and the solution can load."""
    sources = solution_sources(entry).values()
    roots = [CASES_START, *(name for data in sources for name in modules.imported(data))]
    return modules.closure(roots, without=SHAPE_NO_CASE)


def key(sources: str, used: Mapping[str, str], own: Mapping[str, str]) -> str:
    """Return the key of the cases: what they were made from, with which versions, by which of our modules."""
    packages = (f"{k}={v}" for k, v in sorted(used.items()))
    return modules.sha256("\n".join([sources, *packages, modules.combined(own)]).encode())


@dataclass
class Here:
    """What is installed here, looked up once for all exercises of a course."""

    versions: Mapping[str, str] = field(default_factory=versions)
    hashes: dict[str, str] = field(default_factory=dict)

    def made(self, manifest: Manifest) -> bool:
        """Return whether what is here could have made a manifest; a package that isn't here can't have changed."""
        self.hashes.update(modules.hashes(manifest.modules.keys() - self.hashes.keys()))
        return all(self.versions.get(k, v) == v for k, v in manifest.versions.items()) and all(
            self.hashes[name] == digest for name, digest in manifest.modules.items()
        )


def state(catalog: Catalog, entry: Entry, seed: int, here: Here | None = None) -> State:
    """Return whether the prepared exercise is there and made from what is there now.

    Where there are no solutions (a copy, a students' pack) there is nothing to compare it with, and a damaged one has
    to be copied again.
    """
    folder = catalog.prepared(entry.slug, seed)
    try:
        if entry.solution is None:
            read_manifest(folder)
            return State.CURRENT
        prepared = read_prepared(folder)
    except PreparedError:
        return State.STALE
    manifest = prepared.manifest
    if (manifest.exercise, manifest.seed) != (entry.exercise, seed) or not (here or Here()).made(manifest):
        return State.STALE
    if prepared.texts.key == texts_key(entry):  # the same letters: what they do need not be looked at
        return State.CURRENT
    return State.TEXTS_CHANGED if manifest.sources == cases_hash(entry, seed) else State.STALE
