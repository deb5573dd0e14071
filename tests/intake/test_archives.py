"""Archives are seen through within limits, and nothing in them is trusted."""

import io
import json
import stat
import tarfile
import time
import warnings
import zipfile
from pathlib import Path

import pytest

from grader.intake.archives import safe_parts
from grader.intake.client import collect
from grader.submission import Submission
from grader.verdicts import Verdict

from .conftest import RELU, STUBS, Build, relu_of, rows


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_py", ".py").replace("_ipynb", ".ipynb"), content)
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


def test_a_file_of_blanks_is_read_within_its_limit_and_called_a_bomb(build: Build) -> None:
    root = build({"ada/hw.zip": zipped(hw_ipynb=b" " * (3 << 20))})
    assert "times its size, as a zip bomb does" in message_of(relu_of(root))


@pytest.mark.parametrize("size", [33 << 20, 200 << 20])
def test_a_zip_bomb_is_not_unpacked_beyond_the_limit_of_its_file(size: int, build: Build) -> None:
    root = build({"ada/hw.zip": zipped(hw_ipynb=b" " * size)})
    assert "hw.zip!/hw.ipynb is larger than 32 MiB" in message_of(relu_of(root))


def test_many_bombs_are_not_unpacked_beyond_the_limit_of_a_student(build: Build) -> None:
    root = build({"ada/hw.zip": zipped(**{f"n{i}_ipynb": b" " * (30 << 20) for i in range(20)})})
    before = time.monotonic()
    assert "more than 64 MiB were handed in" in message_of(relu_of(root, "ada"))
    assert time.monotonic() - before < 20


def notebook_of(outputs: list[str]) -> bytes:
    shown = [{"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)} for text in outputs]
    cell = {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "outputs": shown, "source": RELU}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


HONEST = {
    "9,000 equal warnings": notebook_of(["warnings.warn('overflow encountered in exp')\n" * 9_000]),
    "9,000 outputs": notebook_of(["warnings.warn('overflow encountered in exp')\n"] * 9_000),
    "a printed matrix of zeros": notebook_of([("[" + "0. " * 1_000 + "]\n") * 1_000]),
    "one long line": notebook_of(["." * 3_000_000]),
    "an empty picture": notebook_of(["iVBORw0KGgo" + "A" * 5_000_000]),
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_an_honest_notebook_with_equal_output_is_read(text: bytes, build: Build) -> None:
    assert relu_of(build({"ada/hw.zip": zipped(hw_ipynb=text)})).source


def test_a_zip_of_a_class_of_them_is_read(build: Build) -> None:
    texts = list(HONEST.values())
    root = build({"class.zip": zipped(**{f"s{i}__hw_ipynb": texts[i % len(texts)] for i in range(30)})})
    assert all(row.source for row in rows(collect(root / "class.zip", STUBS, ["relu"])).values())


def test_a_zip_of_zips_of_them_is_read(build: Build) -> None:
    inner = {f"s{i}_zip".replace("_zip", ".zip"): zipped(hw_ipynb=HONEST["9,000 equal warnings"]) for i in range(5)}
    root = build({"class.zip": zipped(**inner)})
    assert all(row.source for row in rows(collect(root / "class.zip", STUBS, ["relu"])).values())


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


def doubled(name: str, *texts: bytes) -> bytes:
    """Return a zip with several entries of one name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in texts:
            archive.writestr(name, text)
    return data.getvalue()


@pytest.mark.parametrize("other", [RELU + "#", RELU.replace("0", "1"), "def relu(x): return 1\n"])
def test_one_name_twice_in_a_zip_is_two_files_where_they_differ(other: str, build: Build) -> None:
    data = doubled("relu.py", RELU.encode(), other.encode())
    assert "hw.zip!/relu.py and hw.zip!/relu.py" in message_of(relu_of(build({"ada/hw.zip": data})))


@pytest.mark.parametrize("count", [2, 5])
def test_one_name_twice_in_a_zip_is_one_file_where_they_do_not(count: int, build: Build) -> None:
    row = relu_of(build({"ada/hw.zip": doubled("hw/relu.py", *[RELU.encode()] * count)}))
    assert row.source
    assert "hw.zip!/hw/relu.py is graded: the same relu is in" in row.source.notes[0]


def in_code_page(page: str, files: dict[str, str]) -> bytes:
    """Return a zip as Windows writes it: names in a code page, which nothing names."""
    data = io.BytesIO()
    stand_ins = {f"\x01{i:\x01>{len(name.encode(page)) - 1}}": name for i, name in enumerate(files)}
    with zipfile.ZipFile(data, "w") as archive:
        for stand_in, name in stand_ins.items():
            archive.writestr(stand_in, files[name])
    raw = data.getvalue()
    for stand_in, name in stand_ins.items():
        raw = raw.replace(stand_in.encode(), name.encode(page))
    return raw


@pytest.mark.parametrize(
    ("page", "module"),
    [
        ("cp949", "도우미"),
        ("gbk", "激活函数"),
        ("cp932", "活性化"),
        ("cp950", "輔助"),
        ("cp437", "größe"),
        ("cp850", "größe"),
        ("cp1252", "größe"),
        ("cp1251", "помощь"),
        ("cp866", "помощь"),
        ("utf-8", "größe"),
    ],
)
def test_a_helper_is_found_by_its_import_whatever_code_page_its_name_is_in(
    page: str, module: str, build: Build
) -> None:
    source = f"from {module} import half\ndef relu(x):\n    return half(x)\n"
    row = relu_of(build({"ada/hw.zip": in_code_page(page, {"hw/relu.py": source, f"hw/{module}.py": "half = abs\n"})}))
    assert row.source
    assert row.source.modules == ((module, "half = abs\n"),)


def test_nothing_is_written_while_archives_are_read(build: Build, tmp_path: Path) -> None:
    root = build({"ada/a.zip/b.zip/relu.py": RELU})
    before = sorted(tmp_path.rglob("*"))
    assert relu_of(root).source
    assert sorted(tmp_path.rglob("*")) == before
