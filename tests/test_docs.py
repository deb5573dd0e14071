"""What the README and the docs say is there."""

import re
import tomllib
from pathlib import Path

import msgspec

from grader.cli import COMMANDS
from grader.course.assignment import Assignment
from grader.course.catalog import read_catalog

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"^\s*grader (\w+)|`grader (\w+)", README, re.MULTILINE))
    assert {a or b for a, b in named} <= set(COMMANDS)


def test_the_assignment_in_the_readme_is_one() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    found = msgspec.convert(tomllib.loads(text), Assignment)
    slugs = read_catalog(ROOT).entries
    assert set(found.exercises) <= set(slugs)
    assert found.due is not None


def test_every_path_that_the_architecture_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:grader|tests|examples|exercises|solutions)/[\w/.]*)`", text))
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_nothing_names_a_folder_outside_the_repository() -> None:
    written = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    assert written
    for path in written:
        assert not re.search(r"shared/|/work/|/root/", path.read_text(encoding="utf-8")), path
