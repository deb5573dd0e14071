"""The process that prepares exercises leaves nothing but them, and how it ends is told in one line."""

import json
import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

import pytest
from toys import CATALOGUE, SEED

from grader.course.catalog import Catalog, read_catalog
from grader.prepared import client as preparing
from grader.prepared.client import PreparingFailed
from grader.prepared.messages import Made

ASKS = "import json, os, site, sys; print(json.dumps([os.path.expanduser('~'), site.getuserbase()]))"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is this user's home."""
    (tmp_path / "home").mkdir()
    for name in ("KERAS_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_packages_of_the_users_own_stay_where_they_are(tmp_path: Path) -> None:
    environment = {**os.environ, **preparing._at_home(tmp_path / "another")}
    done = subprocess.run([sys.executable, "-c", ASKS], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [str(tmp_path / "another"), site.getuserbase()]


@pytest.mark.slow
def test_tensorflow_and_keras_leave_nothing_in_the_home(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("hypothesis")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    catalog = read_catalog(shutil.copytree(CATALOGUE, tmp_path / "course"))
    preparing.prepare(catalog, catalog.choose(["scale_and_shift"]), SEED, lambda _made: None)
    assert catalog.prepared("scale_and_shift", SEED).is_dir()
    assert [*home.iterdir(), *(tmp_path / "tmp").iterdir()] == []


@pytest.fixture
def course(tmp_path: Path) -> Catalog:
    """Return a course of which nothing is prepared."""
    return read_catalog(Path(shutil.copytree(CATALOGUE, tmp_path / "course")))


def instead(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Put a program in the place of the process that prepares."""
    program = "\n".join(["import json, os, sys", "asked = json.load(sys.stdin)", *lines])
    monkeypatch.setattr(preparing, "python", lambda _module: (sys.executable, "-c", program))


STARTED = """print('{"type": "started", "slug": "weighted_square"}', flush=True)"""
MADE = """print('{"type": "made", "slug": "weighted_square", "cases": 3, "seconds": 0.5}', flush=True)"""
REFUSED = """print('{"type": "refused", "slug": "weighted_square", "error": "case one is refused", "hint": "f(1)"}')"""


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([STARTED, "os.abort()"], "its process ended with -6"),
        ([STARTED, "sys.exit('no memory')"], "no memory"),
        ([STARTED, "print('{')"], "its process ended with 0"),
        ([STARTED], "its process ended with 0"),
        (["print('x' * 99)"], "its process ended with 0"),
    ],
)
def test_a_process_that_ends_early_or_talks_rubbish_is_told(
    course: Catalog, monkeypatch: pytest.MonkeyPatch, lines: list[str], words: str
) -> None:
    instead(monkeypatch, *lines)
    with pytest.raises(PreparingFailed, match=words) as caught:
        preparing.prepare(course, course.choose(["weighted_square"]), SEED, lambda _made: None)
    assert caught.value.slug == ("weighted_square" if STARTED in lines else "")


def test_the_first_refusal_is_told_once_the_others_are_made(course: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, REFUSED, MADE.replace("weighted_square", "scale_and_shift"))
    told: list[Made] = []
    with pytest.raises(PreparingFailed, match="case one is refused") as caught:
        preparing.prepare(course, course.choose(course.entries), SEED, told.append)
    assert (caught.value.slug, caught.value.hint) == ("weighted_square", "f(1)")
    assert told == [Made("scale_and_shift", 3, 0.5)]


def test_what_is_asked_for_is_told_as_it_is_made(course: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"root": str(course.root), "seed": SEED, "cases": ["weighted_square"], "texts": []}
    instead(monkeypatch, f"assert asked == {asked!r}", STARTED, MADE)
    told: list[Made] = []
    preparing.prepare(course, course.choose(["weighted_square"]), SEED, told.append)
    assert told == [Made("weighted_square", 3, 0.5)]


def test_a_spec_with_a_slip_is_named_and_no_bare_error_reaches_the_user(course: Catalog) -> None:
    pytest.importorskip("tensorflow")
    spec = course.root / "solutions" / "toy" / "weighted_square" / "spec.py"
    spec.write_text("EXERCISE = Exercize()\n")
    with pytest.raises(PreparingFailed, match=r"spec\.py can't be imported: NameError"):
        preparing.prepare(course, course.choose(["weighted_square"]), SEED, lambda _made: None)
