"""Which of our modules run when one does: read off the sources by a scan that misses nothing that the parser sees."""

import ast
from pathlib import Path

import pytest

from grader.prepared import modules

ALL = sorted(modules.PACKAGE.rglob("*.py"))


def parsed_imports(source: bytes) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.partition(".")[0] == "grader"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a package: `a` imports `b` and, in a function, `rooms.c`; `d` is nobody's."""
    texts = {
        "__init__.py": '__version__ = "1"\n',
        "a.py": "from grader import b as other, __version__\ndef f():\n    from grader.rooms.c import (  # lazily\n"
        "        g,\n        h as i,\n    )\n",
        "b.py": "import numpy\nimport grader.words.said\n",
        "d.py": "import grader.a\n",
        "rooms/__init__.py": "",
        "rooms/c.py": "g = h = 1\n",
        "words/__init__.py": "",
        "words/said.py": "from grader import d\n",
    }
    for name, text in texts.items():
        (tmp_path / "grader" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "grader" / name).write_text(text)
    return tmp_path / "grader"


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(modules.PACKAGE)))
def test_the_scan_sees_every_import_that_the_parser_sees(path: Path) -> None:
    assert parsed_imports(path.read_bytes()) <= set(modules.imported(path.read_bytes()))


def test_a_closure_follows_lazy_imports_brackets_and_packages(package: Path) -> None:
    found = modules.closure(["grader.a"], package=package)
    assert set(found) == {
        "grader", "grader.a", "grader.b", "grader.d", "grader.rooms", "grader.rooms.c", "grader.words",
        "grader.words.said",
    }  # fmt: skip
    assert found == modules.hashes(found, package)


def test_what_is_left_out_brings_nothing_along(package: Path) -> None:
    found = modules.closure(["grader.a"], without=("grader", "grader.words"), package=package)
    assert set(found) == {"grader.a", "grader.b", "grader.rooms", "grader.rooms.c"}


def test_a_root_may_be_a_thing_in_a_module(package: Path) -> None:
    assert set(modules.closure(["grader.rooms.c.g", "numpy"], package=package)) == {
        "grader", "grader.rooms", "grader.rooms.c",
    }  # fmt: skip


def test_a_changed_line_changes_the_hash_of_its_module_alone(package: Path) -> None:
    before = modules.closure(["grader.a"], package=package)
    (package / "b.py").write_text((package / "b.py").read_text() + "x = 1\n")
    after = modules.closure(["grader.a"], package=package)
    assert {name for name in after if after[name] != before[name]} == {"grader.b"}
    assert modules.combined(after) != modules.combined(before)


def test_a_module_that_is_gone_has_no_hash(package: Path) -> None:
    assert modules.hashes(["grader.b", "grader.gone"], package)["grader.gone"] == ""
