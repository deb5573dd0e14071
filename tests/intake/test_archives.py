"""Archives are seen through within limits, and nothing in them is trusted."""

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from grader.intake.archives import safe_parts
from grader.submission import Submission
from grader.verdicts import Verdict

from .conftest import RELU, Build, relu_of


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_py", ".py"), content)
    return data.getvalue()


def message_of(row: Submission) -> str:
    assert row.source is None
    assert row.verdict is Verdict.ERROR
    return row.message


@pytest.mark.parametrize(
    "name", ["../relu.py", "/relu.py", "a/../../relu.py", "C:\\relu.py", "..\\relu.py", "\\relu.py"]
)
def test_a_path_that_leads_outside_is_refused(name: str, build: Build) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, RELU)
    assert "is refused: its path in the archive" in message_of(relu_of(build({"ada/hw.zip": data.getvalue()})))


def test_backslashes_of_windows_zips_are_folders() -> None:
    assert safe_parts(".\\hw\\relu.py") == ("hw", "relu.py")


def test_a_zip_bomb_is_not_unpacked(build: Build) -> None:
    root = build({"ada/hw.zip": zipped(relu_py=b"#" * (3 << 20))})
    assert "hw.zip!/relu.py unpacks to more than 200 times" in message_of(relu_of(root))


def test_a_size_that_the_header_hides_is_counted(build: Build) -> None:
    honest = zipped(relu_py=b"x = 1\n" * 1_000_000)
    lying = honest.replace((6_000_000).to_bytes(4, "little"), (60).to_bytes(4, "little"))
    assert lying != honest
    assert "hw.zip!/relu.py" in message_of(relu_of(build({"ada/hw.zip": lying})))


def test_an_encrypted_file_says_so(build: Build) -> None:
    data = bytearray(zipped(relu_py=RELU.encode()))
    data[6] |= 1  # flags of the local header, and of the central directory
    data[data.index(b"PK\1\2") + 8] |= 1
    assert message_of(relu_of(build({"ada/hw.zip": bytes(data)}))) == "hw.zip!/relu.py is encrypted"


def test_a_link_in_a_zip_is_not_followed(build: Build) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("relu.py")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert "is a symbolic link" in message_of(relu_of(build({"ada/hw.zip": data.getvalue()})))


def test_a_link_in_a_tar_is_not_followed(build: Build) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        info = tarfile.TarInfo("relu.py")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    assert "is a symbolic link" in message_of(relu_of(build({"ada/hw.tgz": data.getvalue()})))


@pytest.mark.parametrize("name", ["hw.zip", "hw.tar.gz", "hw.tar"])
@pytest.mark.parametrize("data", [b"", b"PK\3\4", b"\x1f\x8b\x08", b"nothing of that kind" * 100])
def test_a_damaged_archive_is_an_error_that_names_it(name: str, data: bytes, build: Build) -> None:
    row = relu_of(build({f"ada/{name}": data}))
    assert name in row.message
    assert row.verdict in (Verdict.ERROR, Verdict.MISSING)


@pytest.mark.parametrize("cut", [10, 60, 100])
def test_a_cut_zip_is_an_error_that_names_it(cut: int, build: Build) -> None:
    assert "hw.zip can't be read" in message_of(relu_of(build({"ada/hw.zip": zipped(relu_py=RELU.encode())[:-cut]})))


def test_a_damaged_member_is_an_error_that_names_it(build: Build) -> None:
    data = bytearray(zipped(relu_py=RELU.encode()))
    data[40] ^= 0xFF
    assert "hw.zip!/relu.py can't be read" in message_of(relu_of(build({"ada/hw.zip": bytes(data)})))


def test_one_name_twice_in_a_zip_is_two_files(build: Build) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("relu.py", RELU)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("relu.py", RELU + "#")
    assert "hw.zip!/relu.py and hw.zip!/relu.py" in message_of(relu_of(build({"ada/hw.zip": data.getvalue()})))


def test_nothing_is_written_while_archives_are_read(build: Build, tmp_path: Path) -> None:
    root = build({"ada/a.zip/b.zip/relu.py": RELU})
    before = sorted(tmp_path.rglob("*"))
    assert relu_of(root).source
    assert sorted(tmp_path.rglob("*")) == before
