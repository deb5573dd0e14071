"""A prepared exercise is current as long as nothing that shaped it has changed; texts shape no case."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from toys import SEED

from grader.course.catalog import Catalog, Entry, read_catalog
from grader.prepared import modules, staleness
from grader.prepared.folder import read_manifest
from grader.prepared.staleness import Here, State

SOLUTION = "solutions/toy/scale_and_shift"


@pytest.fixture
def course(toy_catalog: Catalog, tmp_path: Path) -> Path:
    """Return a copy of the prepared catalogue, to be changed."""
    return Path(shutil.copytree(toy_catalog.root, tmp_path / "course"))


def current(course: Path, slug: str = "scale_and_shift", seed: int = SEED) -> bool:
    catalog = read_catalog(course)
    return staleness.state(catalog, catalog.find(slug), seed) is staleness.State.CURRENT


def state(course: Path, slug: str = "scale_and_shift", here: Here | None = None) -> State:
    catalog = read_catalog(course)
    return staleness.state(catalog, catalog.find(slug), SEED, here)


def append(folder: Path, name: str, line: str = "CHANGED = True") -> None:
    path = folder / name
    path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")


def change(course: Path, name: str, before: str, after: str) -> None:
    path = course / SOLUTION / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


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
    assert state(course) is State.STALE


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("spec.py", "Broadcasting does the loop.", "Broadcasting does every loop."),
        ("spec.py", "hints=[", "hints=['Gently.', "),
        ("misconceptions.py", "forget to add 1", "forget the 1"),
        ("misconceptions.py", "def forgets_the_shift", "# a comment\ndef forgets_the_shift"),
        ("reference.py", "return", "# as the catalogue says\n    return"),
    ],
)
def test_a_change_of_texts_alone_makes_no_case_stale(course: Path, name: str, before: str, after: str) -> None:
    change(course, name, before, after)
    assert state(course) is State.TEXTS_CHANGED


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


@pytest.mark.parametrize("package", ["numpy", "hypothesis"])
def test_another_version_makes_it_stale(course: Path, package: str) -> None:
    newer = Here({**staleness.versions(), package: "999"})
    assert state(course, here=newer) is State.STALE


def test_a_package_that_is_not_installed_here_cannot_have_changed(course: Path) -> None:
    here = {k: v for k, v in staleness.versions().items() if k not in ("hypothesis", "tensorflow", "tensorflow-cpu")}
    assert state(course, here=Here(here)) is State.CURRENT


def test_versions_name_the_packages_that_shape_a_case_and_not_the_grader() -> None:
    assert {"numpy", "hypothesis"} <= set(staleness.versions())
    assert "grader" not in staleness.versions()


def test_the_key_depends_on_sources_versions_and_modules_and_not_on_their_order() -> None:
    used, own = {"numpy": "2", "hypothesis": "1"}, {"grader.prepared.folder": "a", "grader.laws": "b"}
    first = staleness.key("sources", used, own)
    assert first == staleness.key("sources", dict(reversed(used.items())), dict(reversed(own.items())))
    others = [
        staleness.key("other", used, own),
        staleness.key("sources", {**used, "numpy": "3"}, own),
        staleness.key("sources", {}, own),
        staleness.key("sources", used, {**own, "grader.laws": "c"}),
        staleness.key("sources", used, {}),
    ]
    assert len({first, *others}) == 6


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
    hashes = {staleness.cases_hash(e, s) for e in (entry, change(entry)) for s in (1, 2)}
    assert len(hashes) == 4


# The grader's own modules


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the grader's sources, of which a test may change a line, taken for those that run."""
    copy = shutil.copytree(modules.PACKAGE, tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "PACKAGE", copy)
    return Path(copy)


@pytest.mark.parametrize(
    "name",
    ["authoring/draw.py", "authoring/strategies.py", "judge/checks/compare.py", "sandbox/answers.py", "exercise.py"],
)
def test_a_changed_line_of_a_module_that_shapes_a_case_makes_it_stale(course: Path, package: Path, name: str) -> None:
    assert current(course)
    append(package, name)
    assert state(course) is State.STALE


@pytest.mark.parametrize(
    "name",
    ["__init__.py", "output/problems.py", "output/values.py", "reports/terminal.py", "cli/grade.py", "judge/examine.py",
     "judge/checks/purity.py", "sandbox/launch.py", "sandbox/loading.py", "authoring/lint/rules.py", "gradebook.py"],
)  # fmt: skip
def test_a_changed_line_of_a_module_that_shapes_none_leaves_it_current(course: Path, package: Path, name: str) -> None:
    append(package, name)
    assert current(course)


def test_who_reads_the_texts_is_in_their_key_alone(course: Path, package: Path) -> None:
    append(package, "authoring/texts.py")
    assert state(course) is State.TEXTS_CHANGED


def test_a_module_that_is_gone_makes_it_stale(course: Path, package: Path) -> None:
    (package / "authoring" / "witness.py").unlink()
    assert state(course) is State.STALE


LOADED = (
    "import sys\nfrom pathlib import Path\nfrom grader.authoring.prepare import prepare\n"
    "from grader.course.catalog import read_catalog\ncatalog = read_catalog(Path(sys.argv[1]))\n"
    "for slug in catalog.entries:\n    prepare(catalog, catalog.find(slug), 7)\n"
    "print(*(name for name in sys.modules if name.partition('.')[0] == 'grader'))\n"
)


def test_what_preparing_really_loads_is_what_the_manifest_lists(course: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, str(course)], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    listed = set[str]()
    for slug in ("scale_and_shift", "weighted_square"):
        listed |= set(read_manifest(read_catalog(course).prepared(slug, 7)).modules)
    assert "grader.authoring.draw" in loaded
    assert loaded - listed == {"grader", staleness.TEXTS}
    assert listed <= loaded


def test_the_package_itself_says_its_version_alone() -> None:
    body = ast.parse((modules.PACKAGE / "__init__.py").read_bytes()).body
    assert [ast.unparse(statement).partition(" = ")[0] for statement in body[1:]] == ["__version__"]
