"""Each folder of `tests/submissions/intake` is a class of one, with the row that must come of it in `row.json`."""

import json
import shutil
from pathlib import Path

import pytest

from .conftest import RULES, pack, relu_of


@pytest.mark.parametrize("rule", sorted(path.name for path in RULES.iterdir() if path.is_dir()))
def test_a_submission_gives_its_row(rule: str, tmp_path: Path) -> None:
    root = tmp_path / "class"
    shutil.copytree(RULES / rule, root)
    pack(root)
    expected = json.loads((RULES / rule / "row.json").read_text())
    row = relu_of(root)
    if "verdict" in expected:
        assert row.verdict == expected["verdict"], row
        assert row.source is None
        said = f"{row.message}; {row.instead}"
        assert all(part in said for part in expected.get("message", [])), said
        assert "\n" not in said
    else:
        assert row.source, row
        assert row.source.path == expected["path"]
        assert list(row.source.cells) == expected.get("cells", list(row.source.cells))
        assert [name for name, _ in row.source.modules] == expected.get("modules", [])
        wanted = expected.get("notes")
        assert wanted is None or len(wanted) == len(row.source.notes), row.source.notes
        assert all(any(part in note for note in row.source.notes) for part in wanted or []), row.source.notes
