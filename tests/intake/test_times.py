"""When a file that counts was last changed: as the disk or the archive that it came in says."""

import io
import os
import tarfile
import zipfile

import pytest

from grader.intake.client import collect
from grader.intake.files import moment

from .conftest import RELU, STUBS, Build, relu_of, rows

NOON = 1_764_331_200  # 2025-11-28 12:00 UTC


def test_a_file_on_disk_has_its_own_time(build: Build) -> None:
    root = build({"ada/relu.py": RELU, "ada/later.py": "x = 1\n"})
    os.utime(root / "ada" / "relu.py", (NOON, NOON + 0.75))
    os.utime(root / "ada", (0, 0))
    assert relu_of(root).time == "2025-11-28T12:00:00+00:00"


def test_a_loose_file_that_is_all_there_is_has_its_time(build: Build) -> None:
    root = build({"ada.py": RELU})
    os.utime(root / "ada.py", (NOON, NOON))
    assert relu_of(root).time == relu_of(root / "ada.py").time == "2025-11-28T12:00:00+00:00"


@pytest.mark.parametrize(
    ("zone", "time"),
    [
        ("UTC", "2025-11-28T12:00:00+00:00"),
        ("CET-1", "2025-11-28T11:00:00+00:00"),
        ("EST5", "2025-11-28T17:00:00+00:00"),
    ],
)
def test_a_zip_holds_local_time(zone: str, time: str, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    root = build({"ada/x.txt": ""})
    with zipfile.ZipFile(root / "ada" / "hw.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("relu.py", (2025, 11, 28, 12, 0, 0)), RELU)
    monkeypatch.setenv("TZ", zone)
    assert relu_of(root).time == time


def test_a_zip_with_a_day_that_no_calendar_has_is_read_without_a_time(build: Build) -> None:
    root = build({"ada/x.txt": ""})
    info = zipfile.ZipInfo("relu.py")
    info.date_time = (2106, 15, 31, 31, 63, 62)
    with zipfile.ZipFile(root / "ada" / "hw.zip", "w") as archive:
        archive.writestr(info, RELU)
    assert relu_of(root).source


@pytest.mark.parametrize(("seconds", "time"), [(NOON, "2025-11-28T12:00:00+00:00"), (1 << 60, "")])
def test_a_tar_holds_the_time_that_its_files_had(seconds: int, time: str, build: Build) -> None:
    root = build({"ada/x.txt": ""})
    with tarfile.open(root / "ada" / "hw.tar.gz", "w:gz") as archive:
        info = tarfile.TarInfo("relu.py")
        info.size, info.mtime = len(RELU), seconds
        archive.addfile(info, io.BytesIO(RELU.encode()))
    assert relu_of(root).time == time


def test_what_was_not_handed_in_has_no_time(build: Build) -> None:
    found = rows(collect(build({"ada/tanh.py": STUBS["tanh"], "bob/x.txt": ""}), STUBS))
    assert {row.time for row in found.values()} == {""}


@pytest.mark.parametrize("seconds", [float("inf"), float("nan"), 1e30, -1e30])
def test_a_time_that_is_none_is_nothing(seconds: float) -> None:
    assert moment(seconds) == ""


def test_what_was_handed_in_instead_is_the_same_for_every_exercise_and_apart_from_the_reason(build: Build) -> None:
    found = rows(collect(build({"ada/hw.py": "def another(x):\n    return x\n"}), STUBS, ["relu", "tanh"]))
    assert {row.instead for row in found.values()} == {"found another"}
    assert [row.message for row in found.values()] == [
        "no relu.py, and no other file defines relu",
        "no tanh.py, and no other file defines tanh",
    ]


def test_helpers_and_other_files_do_not_count(build: Build) -> None:
    root = build({"ada/relu.py": "import near\n" + RELU, "ada/near.py": "a = 1\n"})
    os.utime(root / "ada" / "relu.py", (NOON, NOON))
    row = relu_of(root)
    assert row.source
    assert [name for name, _ in row.source.modules] == ["near"]
    assert row.time.startswith("2025-11-28T12")
