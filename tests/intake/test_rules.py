"""Each folder of `tests/submissions/intake` is a class of one, with the row that must come of it in `row.json`.

Where it says `runs`, what is handed over is run as plain Python would run it, and `relu` must answer.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.submission import Source

from .conftest import RULES, pack, relu_of

RUN = """
import contextlib, io, json, sys
folder, cells = sys.argv[1], json.loads(sys.argv[2])
sys.path.insert(0, folder)
names = {"__name__": "__main__"}
with contextlib.redirect_stdout(io.StringIO()):
    for cell in cells:
        with contextlib.suppress(SyntaxError, ModuleNotFoundError):
            exec(cell, names)
assert (names["relu"](-1.0), names["relu"](2.0)) == (0, 2)
"""


def answers(source: Source, folder: Path) -> bool:
    """Return whether the function that is handed over, with its modules, is a right `relu`."""
    for name, text in source.modules:
        is_package = any(other.startswith(f"{name}.") for other, _ in source.modules)
        parts = [*name.split("."), "__init__"] if is_package else name.split(".")
        path = folder.joinpath(*parts[:-1], f"{parts[-1]}.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "-X", "utf8", "-c", RUN, str(folder), json.dumps(source.cells)]
    return subprocess.run(command, stderr=subprocess.PIPE).returncode == 0


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
        assert not expected.get("runs") or answers(row.source, tmp_path / "modules"), row.source
