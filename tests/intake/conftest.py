"""Submissions for the tests of intake: folders of real files, of which some become archives."""

import shutil
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from grader.intake.client import Intake, collect
from grader.submission import Submission

STUBS = {
    "relu": '"""Stub."""\n\ndef relu(x):\n    """Return max(x, 0), elementwise."""\n    raise NotImplementedError\n',
    "tanh": "def tanh(x):\n    raise NotImplementedError\n",
}
RELU = "def relu(x):\n    return x * (x > 0)\n"
RULES = Path(__file__).parent.parent / "submissions" / "intake"

Build = Callable[[Mapping[str, str | bytes]], Path]


def pack(folder: Path) -> None:
    """Turn folders called `*.zip` and `*.tar.gz` into archives, the innermost first."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            pack(path)
            if path.name.endswith((".zip", ".tar.gz")):
                _replace(path)


def _replace(folder: Path) -> None:
    target = folder.with_name("packing")
    if folder.suffix == ".zip":
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                archive.write(path, path.relative_to(folder))
    else:
        with tarfile.open(target, "w:gz") as archive:
            archive.add(folder, ".")
    shutil.rmtree(folder)
    target.rename(folder)


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Return a function that writes submissions and returns their folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "class"
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        pack(root)
        return root

    return write


def ids(intake: Intake) -> tuple[str, ...]:
    """Return who the students are."""
    return tuple(student.id for student in intake.students)


def rows(intake: Intake) -> dict[tuple[str, str], Submission]:
    """Return the rows by student and exercise, each of which must come once and in order."""
    found = list(intake.rows)
    keys = [(row.student, row.exercise) for row in found]
    assert keys == [(student, slug) for student in ids(intake) for slug in intake.exercises]
    return dict(zip(keys, found, strict=True))


def relu_of(root: Path, student: str = "ada") -> Submission:
    """Return the row of one student for relu."""
    return rows(collect(root, STUBS, ["relu"]))[student, "relu"]
