"""The process that prepares exercises leaves nothing but them."""

import json
import os
import shutil
import site
import subprocess
import sys
from pathlib import Path

import pytest
from toys import CATALOGUE, SEED

from grader import preparing
from grader.catalog import read_catalog

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
