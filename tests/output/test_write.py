import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import OutputError
from grader.output.write import replace_file


def breaking() -> Iterator[str]:
    yield "half of"
    raise RuntimeError("on the way")


def test_pieces_of_text_and_bytes_become_one_file(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.json", ["é\r\n", b"\xff"])
    assert (tmp_path / "a.json").read_bytes() == "é\r\n".encode() + b"\xff"


def test_what_breaks_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old")
    with pytest.raises(RuntimeError, match="on the way"):
        replace_file(tmp_path / "a.json", breaking())
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a.json", "old")]


def test_who_has_the_old_file_open_reads_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old")
    with (tmp_path / "a.json").open() as reader:
        replace_file(tmp_path / "a.json", ["new"])
        assert reader.read() == "old"
    assert (tmp_path / "a.json").read_text() == "new"


@pytest.mark.skipif(os.name != "posix", reason="no permission bits")
def test_who_may_read_the_grades_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old")
    (tmp_path / "a.json").chmod(0o600)
    replace_file(tmp_path / "a.json", ["new"])
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.json can't be written: No such file") as caught:
        replace_file(tmp_path / "no" / "a.json", ["new"])
    assert caught.value.hint


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OutputError, match=r"a\.json can't be written"):
        replace_file(tmp_path / "a.json", ["new"])
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.skipif(os.name != "posix", reason="no permission bits")
@pytest.mark.parametrize("old", [None, 0o644])
def test_a_file_for_its_owner_alone_is_never_another_ones(tmp_path: Path, old: int | None) -> None:
    modes: list[int] = []

    def pieces() -> Iterator[str]:
        (draft,) = [path for path in tmp_path.iterdir() if path.name != "a.seed"]
        modes.append(stat.S_IMODE(draft.stat().st_mode))
        yield "42"

    if old is not None:
        (tmp_path / "a.seed").write_text("41")
        (tmp_path / "a.seed").chmod(old)
    replace_file(tmp_path / "a.seed", pieces(), mode=0o600)
    assert [*modes, stat.S_IMODE((tmp_path / "a.seed").stat().st_mode)] == [0o600, 0o600]


@pytest.mark.skipif(os.name != "posix", reason="no permission bits")
def test_the_draft_of_a_private_file_is_private(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
        yield "new"

    (tmp_path / "a.json").write_text("old")
    (tmp_path / "a.json").chmod(0o600)
    replace_file(tmp_path / "a.json", pieces())


def test_a_link_at_the_drafts_name_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("as it was")
    (tmp_path / f".a.json.{os.getpid()}.tmp").symlink_to(tmp_path / "victim")
    replace_file(tmp_path / "a.json", ["new"])
    assert ((tmp_path / "a.json").read_text(), (tmp_path / "victim").read_text()) == ("new", "as it was")
