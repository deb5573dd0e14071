"""Hints, diagnoses and docstrings: read off the sources, and written anew without making a case."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from toys import SEED

from grader.authoring.prepare import prepare
from grader.authoring.texts import hints, write_texts_anew
from grader.child import to_json
from grader.course.catalog import Catalog, CatalogError, Entry, read_catalog
from grader.prepared import client as preparing
from grader.prepared import staleness
from grader.prepared.folder import CORPUS, REFERENCE, TEXTS, Prepared, read_prepared
from grader.prepared.messages import Made, Request
from grader.prepared.staleness import State

SLUG = "weighted_square"


@pytest.fixture
def course(toy_catalog: Catalog, tmp_path: Path) -> Catalog:
    """Return a copy of the prepared catalogue, to be changed."""
    return read_catalog(Path(shutil.copytree(toy_catalog.root, tmp_path / "course")))


@pytest.fixture
def entry(course: Catalog) -> Entry:
    return course.find(SLUG)


def change(entry: Entry, name: str, before: str, after: str) -> None:
    assert entry.solution is not None
    path = entry.solution / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def read(course: Catalog) -> Prepared:
    return read_prepared(course.prepared(SLUG, SEED))


def contents(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def prepared_again(course: Catalog, entry: Entry) -> list[Made]:
    told: list[Made] = []
    preparing.prepare(course, preparing.stale(course, [entry], SEED), SEED, told.append)
    return told


def test_a_changed_hint_is_there_and_no_case_was_made(course: Catalog, entry: Entry) -> None:
    before, corpus = read(course), (course.prepared(SLUG, SEED) / CORPUS).stat()
    change(entry, "spec.py", "The derivative of a sum is", "A sum's derivative is")
    assert [made.cases for made in prepared_again(course, entry)] == [0]
    after = read(course)
    assert after.texts.hints == ["A sum's derivative is the sum of the derivatives."]
    assert (after.manifest.key, after.blobs) == (before.manifest.key, before.blobs)
    now = (course.prepared(SLUG, SEED) / CORPUS).stat()
    assert (now.st_mtime_ns, now.st_size) == (corpus.st_mtime_ns, corpus.st_size)
    assert preparing.stale(course, [entry], SEED) == []


def test_a_changed_diagnosis_is_there_and_no_case_was_made(course: Catalog, entry: Entry) -> None:
    before = read(course)
    name, text = next(iter(before.texts.misconceptions.items()))
    change(entry, "misconceptions.py", text[:8], "Now: " + text[:8])
    assert [made.cases for made in prepared_again(course, entry)] == [0]
    assert read(course).texts.misconceptions[name].startswith("Now: ")
    assert read(course).manifest.key == before.manifest.key


@pytest.mark.slow
def test_a_changed_line_of_the_reference_makes_the_cases_again(course: Catalog, entry: Entry) -> None:
    pytest.importorskip("tensorflow")
    before = read(course)
    change(entry, "reference.py", "import numpy as np", "import numpy as np\n\nUNUSED = 1")
    assert staleness.state(course, entry, SEED) is State.STALE
    assert [made.cases for made in prepared_again(course, entry)] == [len(before.manifest.cases)]
    after = read(course)
    assert after.manifest.key != before.manifest.key
    assert "UNUSED = 1" in (after.reference or "")
    assert preparing.stale(course, [entry], SEED) == []


def test_the_copies_of_sources_follow_their_docstrings(course: Catalog, entry: Entry) -> None:
    change(entry, "reference.py", "return", "# more than needed\n    return")
    write_texts_anew(course, entry, SEED)
    assert entry.solution is not None
    assert read(course).reference == (entry.solution / REFERENCE).read_text()


def test_what_is_written_anew_is_what_preparing_writes(course: Catalog, entry: Entry) -> None:
    change(entry, "spec.py", "The derivative of a sum is", "A sum's derivative is")
    write_texts_anew(course, entry, SEED)
    anew = contents(course.prepared(SLUG, SEED))
    prepare(course, entry, SEED)
    assert contents(course.prepared(SLUG, SEED)) == anew
    assert TEXTS in anew


def test_a_process_that_writes_texts_loads_neither_tensorflow_nor_hypothesis(course: Catalog, entry: Entry) -> None:
    change(entry, "spec.py", "The derivative of a sum is", "A sum's derivative is")
    command = [sys.executable, "-X", "importtime", "-m", "grader.authoring"]
    request = to_json(Request(str(course.root), SEED, [], [SLUG]))
    done = subprocess.run(command, input=request, capture_output=True, check=True)
    assert b'"type": "made"' in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "grader.authoring.texts" in loaded
    assert {name for name in loaded if name.partition(".")[0] in ("tensorflow", "hypothesis", "solutions")} == set()
    assert preparing.stale(course, [entry], SEED) == []


@pytest.mark.parametrize(
    "text",
    [
        "EXERCISE = Exercise(hints=HINTS)",
        "EXERCISE = Exercise(hints=[3])",
        "EXERCISE = Exercise(hints='one')",
        "EXERCISE = Exercise(entry='f')",
        "EXERCISE = Exercise(hints=[",
    ],
)
def test_hints_that_are_no_texts_in_the_declaration_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "spec.py").write_text(text)
    with pytest.raises(CatalogError, match=r"spec\.py"):
        hints(tmp_path / "spec.py")


def test_hints_may_go_over_several_lines(tmp_path: Path) -> None:
    (tmp_path / "spec.py").write_text(
        'EXERCISE = exercise.Exercise(\n    hints=(\n        "one "\n        "two",\n    )\n)'
    )
    assert hints(tmp_path / "spec.py") == ["one two"]
