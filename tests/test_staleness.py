"""A prepared exercise is current as long as nothing that shaped it has changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from toys import SEED

from grader import staleness
from grader.catalog import Catalog, Entry, read_catalog

SOLUTION = "solutions/toy/scale_and_shift"


@pytest.fixture
def course(toy_catalog: Catalog, tmp_path: Path) -> Path:
    """Return a copy of the prepared catalogue, to be changed."""
    return Path(shutil.copytree(toy_catalog.root, tmp_path / "course"))


def current(course: Path, slug: str = "scale_and_shift", seed: int = SEED) -> bool:
    catalog = read_catalog(course)
    return staleness.is_current(catalog, catalog.find(slug), seed)


def append(course: Path, name: str) -> None:
    path = course / name
    path.write_text((path.read_text() if path.exists() else "") + "\n# changed\n")


def test_a_copy_of_a_prepared_catalogue_is_current(course: Path) -> None:
    assert current(course)
    assert current(course, "weighted_square")


@pytest.mark.parametrize(
    "name",
    [
        *(f"{SOLUTION}/{name}.py" for name in ("reference", "alternatives", "misconceptions", "properties", "spec")),
        f"{SOLUTION}/helpers.py",
        "solutions/toy/helpers.py",
        "solutions/helpers.py",
    ],
)
def test_a_change_of_any_source_or_helper_makes_it_stale(course: Path, name: str) -> None:
    append(course, name)
    assert not current(course)


def test_a_stub_in_which_someone_writes_the_answer_leaves_it_current(course: Path) -> None:
    append(course, "exercises/toy/scale_and_shift.py")
    assert current(course)


def test_a_change_of_another_exercise_does_not(course: Path) -> None:
    append(course, "solutions/toy/weighted_square/spec.py")
    assert current(course)
    assert not current(course, "weighted_square")


def test_another_seed_has_to_be_prepared_first(course: Path) -> None:
    assert not current(course, seed=SEED + 1)


def test_a_damaged_or_missing_one_is_not_current(course: Path) -> None:
    manifest = course / ".prepared" / str(SEED) / "scale_and_shift" / "exercise.json"
    manifest.write_bytes(manifest.read_bytes()[:-1])
    assert not current(course)
    manifest.unlink()
    assert not current(course)


@pytest.mark.parametrize("name", ["corpus.bin", "properties.py"])
def test_one_of_which_a_file_is_damaged_is_not_current(course: Path, name: str) -> None:
    path = course / ".prepared" / str(SEED) / "scale_and_shift" / name
    path.write_bytes(path.read_bytes()[:-1])
    assert not current(course)


def test_without_solutions_there_is_nothing_to_compare_with(course: Path) -> None:
    shutil.rmtree(course / "solutions")
    assert current(course)


@pytest.mark.parametrize("package", ["numpy", "hypothesis", "grader"])
def test_another_version_makes_it_stale(course: Path, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    newer = {**staleness.versions(), package: "999"}
    monkeypatch.setattr(staleness, "versions", lambda: newer)
    assert not current(course)


def test_a_package_that_is_not_installed_here_cannot_have_changed(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {k: v for k, v in staleness.versions().items() if k not in ("hypothesis", "tensorflow", "tensorflow-cpu")}
    monkeypatch.setattr(staleness, "versions", lambda: here)
    assert current(course)


def test_versions_name_the_packages_that_shape_a_case() -> None:
    assert {"grader", "numpy", "hypothesis"} <= set(staleness.versions())


def test_the_key_depends_on_sources_and_versions_and_not_on_their_order() -> None:
    first = staleness.key("sources", {"numpy": "2", "grader": "1"})
    assert first == staleness.key("sources", {"grader": "1", "numpy": "2"})
    others = [("other", {"numpy": "2", "grader": "1"}), ("sources", {"numpy": "3", "grader": "1"}), ("sources", {})]
    assert len({first, *(staleness.key(*other) for other in others)}) == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda e: Entry("other", e.slug, e.stub, e.solution),
        lambda e: Entry(e.unit, "other", e.stub, e.solution),
        lambda e: Entry(e.unit, e.slug, e.stub, None),
    ],
)
def test_the_hash_of_the_sources_knows_the_exercise(toy_catalog: Catalog, change: Callable[[Entry], Entry]) -> None:
    entry = toy_catalog.find("scale_and_shift")
    hashes = {staleness.source_hash(toy_catalog, e, s) for e in (entry, change(entry)) for s in (1, 2)}
    assert len(hashes) == 4
