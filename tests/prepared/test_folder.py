"""Prepared exercises on disk: they come back as written, and what isn't whole is refused."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toys import SEED, toy

from grader.course.catalog import Catalog
from grader.prepared.folder import (
    CORPUS,
    FORMAT,
    MANIFEST,
    PROPERTIES,
    REFERENCE,
    TEXTS,
    Blobs,
    Prepared,
    PreparedError,
    arrays_in,
    read_manifest,
    read_prepared,
    read_texts,
    write_prepared,
    write_texts,
)
from grader.prepared.records import (
    CaseRecord,
    CheckRecord,
    FilledRecord,
    GradientsRecord,
    Manifest,
    MatchesRecord,
    Places,
    Texts,
    TimedRecord,
    ValueRecord,
    WitnessRecord,
)
from grader.sandbox import wire

FILES = [MANIFEST, CORPUS, TEXTS, PROPERTIES, REFERENCE]
SMALL = Manifest(
    format=FORMAT,
    unit="toy",
    slug="tiny",
    entry="tiny",
    seed=1,
    key="key",
    sources="sources",
    modules={"grader.prepared.folder": "hash"},
    versions={"numpy": "2"},
    parameters=["x"],
    call_seconds=5,
    load_seconds=10,
    total_seconds=30,
    misconceptions=["wrong"],
    own_slopes=[],
    cases=[CaseRecord("one", 0, 1, rtol=1e-9, scale=0.1 + 0.2, wrong={"wrong": 1})],
    checks=[
        MatchesRecord("values", 3, Places([0])),
        GradientsRecord("slopes", 1, Places([0]), ["x"], {"0": [WitnessRecord("x", 1, 1 / 3, 1e-300)]}, part="x"),
        TimedRecord("speed", 2, [(2.0, 2.0)], [FilledRecord((2, 3), -1.0, 1.0, "float32"), ValueRecord(0)]),
    ],
    purity=[0],
)
SAID = Texts("en", "key", ["σ ≤ 1", 'a "quoted" hint'], {"wrong": "You forget σ."}, {"law": "It holds."})


def blobs_of(*values: Any) -> Blobs:
    blobs = Blobs()
    for value in values:
        blobs.value(value)
    return blobs


def write_small(folder: Path, law: bytes = b"", hint: str = "") -> None:
    manifest, texts = (msgspec.structs.replace(of, key=law.decode()) for of in (SMALL, SAID))
    texts = msgspec.structs.replace(texts, hints=[hint])
    files = {PROPERTIES: law, REFERENCE: b"# ours\n"}
    write_prepared(folder, manifest, blobs_of([[1.0], {}], np.arange(3.0)), files, texts)


@pytest.fixture
def prepared_copy(toy_catalog: Catalog, tmp_path: Path) -> Path:
    """Return a copy of a prepared exercise with a reference, to be damaged."""
    return Path(shutil.copytree(toy_catalog.prepared("weighted_square", SEED), tmp_path / "weighted_square"))


# Round trip


def test_a_prepared_exercise_comes_back_as_it_was_written(tmp_path: Path) -> None:
    values = [[np.arange(6.0).reshape(2, 3)], {"stride": 2}], np.float64(0.5), None, {"w": (1, 2)}
    write_prepared(tmp_path / "tiny", SMALL, blobs_of(*values), {PROPERTIES: b"def law(call):\n    return 1, 1\n"})
    found = read_prepared(tmp_path / "tiny")
    assert found.texts == Texts()
    assert msgspec.structs.replace(found.manifest, files={}) == SMALL
    assert [wire.encode(found.value(i)) for i in range(4)] == [wire.encode(value) for value in values]
    assert len(found.blobs) == 4
    assert list(found.laws) == ["law"]
    assert found.laws["law"](None) == (1, 1)
    assert found.reference is None


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_small(tmp_path / name, b"same")
    assert {p.name for p in (tmp_path / "a").iterdir()} == set(FILES)
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_equal_bytes_share_a_place_and_every_place_keeps_its_bytes(data: list[bytes]) -> None:
    blobs = Blobs()
    places = [blobs.add(item) for item in data]
    assert [list(blobs.places)[place] for place in places] == data
    assert len(blobs.places) == len(set(data))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.binary(max_size=40), unique=True, max_size=8))
def test_places_of_any_length_come_back(tmp_path: Path, data: list[bytes]) -> None:
    blobs = Blobs()
    for item in data:
        blobs.add(item)
    write_prepared(tmp_path / "any", SMALL, blobs, {PROPERTIES: b""})
    assert [bytes(blob) for blob in read_prepared(tmp_path / "any").blobs] == data


def test_expected_answers_are_decoded_by_place(toy_catalog: Catalog) -> None:
    prepared = toy(toy_catalog)
    case = next(c for c in prepared.manifest.cases if c.name == "scale 3")
    assert case.expected is not None
    assert prepared.expected[case.expected].tolist() == [4.0, 16.0]


def test_arrays_are_found_at_any_depth_in_order() -> None:
    value = [np.ones(1), {"a": (np.ones(2), 3, "x"), "b": None}, np.float32(4)]
    assert [array.shape for array in arrays_in(value)] == [(1,), (2,), ()]


# Damage


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("where", range(24))
def test_a_changed_byte_is_found_wherever_it_is(prepared_copy: Path, name: str, where: int) -> None:
    path = prepared_copy / name
    data = bytearray(path.read_bytes())
    if not data:  # a toy without laws
        data = bytearray(b"#")
    else:
        data[(len(data) - 1) * where // 23] ^= 1 << where % 8
    path.write_bytes(data)
    with pytest.raises(PreparedError) as caught:
        read_prepared(prepared_copy)
    assert name in str(caught.value) or "format" in str(caught.value)
    assert "prepare" in caught.value.hint


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_every_byte_of_a_manifest_counts(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("tiny")
    write_small(folder / "tiny", hint="σ")
    whole = (folder / "tiny" / MANIFEST).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))
    (folder / "tiny" / MANIFEST).write_bytes(whole[:at] + bytes([byte]) + whole[at + 1 :])
    with pytest.raises(PreparedError):
        read_manifest(folder / "tiny")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", [lambda d: d[:-1], lambda d: d + b"\n", lambda _: b"", lambda d: d[: len(d) // 2]])
def test_a_file_cut_short_or_grown_is_found(prepared_copy: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    data = (prepared_copy / name).read_bytes()
    (prepared_copy / name).write_bytes(change(data) if change(data) != data else b"#")
    with pytest.raises(PreparedError):
        read_prepared(prepared_copy)


def test_points_that_someone_raised_by_hand_are_found(prepared_copy: Path) -> None:
    path = prepared_copy / MANIFEST
    text = path.read_text(encoding="utf-8")
    assert '"points": 4.0' in text
    path.write_text(text.replace('"points": 4.0', '"points": 9.0'), encoding="utf-8")
    with pytest.raises(PreparedError, match=r"exercise\.json is damaged"):
        read_manifest(prepared_copy)


@pytest.mark.parametrize("name", [CORPUS, TEXTS, PROPERTIES])
def test_a_missing_file_is_named(prepared_copy: Path, name: str) -> None:
    (prepared_copy / name).unlink()
    with pytest.raises(PreparedError, match=f"{name} can't be read: No such file"):
        read_prepared(prepared_copy)


def test_a_reference_may_be_left_out(prepared_copy: Path) -> None:
    assert read_prepared(prepared_copy).reference is not None
    (prepared_copy / REFERENCE).unlink()
    assert read_prepared(prepared_copy).reference is None


@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_folder_without_a_manifest_is_no_prepared_exercise(tmp_path: Path, folder: str) -> None:
    with pytest.raises(PreparedError, match="no prepared exercise here"):
        read_prepared(tmp_path / folder)


def test_another_format_is_named_beside_ours(prepared_copy: Path) -> None:
    path = prepared_copy / MANIFEST
    path.write_bytes(path.read_bytes().replace(b"prepared/v4", b"prepared/v9"))
    with pytest.raises(PreparedError, match=r"'grader/prepared/v9', this grader reads 'grader/prepared/v4'"):
        read_prepared(prepared_copy)


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{}", b"3", b"\xff\xfe", b'{"format": 1}', b"PK\x03\x04"])
def test_a_foreign_manifest_is_refused(prepared_copy: Path, data: bytes) -> None:
    (prepared_copy / MANIFEST).write_bytes(data)
    with pytest.raises(PreparedError):
        read_prepared(prepared_copy)


@pytest.mark.parametrize("name", ["../evil.py", "evil.py", "/etc/passwd"])
def test_a_manifest_that_names_another_file_is_refused(tmp_path: Path, name: str) -> None:
    write_small(tmp_path / "tiny")
    found = read_manifest(tmp_path / "tiny")
    forged = msgspec.structs.replace(found, files={**found.files, name: "0" * 64})
    (tmp_path / "tiny" / MANIFEST).write_bytes(msgspec.json.encode(forged))
    with pytest.raises(PreparedError):
        read_prepared(tmp_path / "tiny")


# Writing


def test_a_write_that_fails_leaves_the_old_exercise_and_nothing_beside_it(tmp_path: Path) -> None:
    write_small(tmp_path / "tiny", b"# old\n")
    with pytest.raises(OSError, match="No such file"):
        write_prepared(tmp_path / "tiny", SMALL, Blobs(), {PROPERTIES: b"# new\n", "no/such/folder.py": b""})
    assert read_prepared(tmp_path / "tiny").manifest.key == "# old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]


def test_a_newer_exercise_replaces_the_older_one_whole(tmp_path: Path) -> None:
    write_small(tmp_path / "tiny", b"# old\n")
    write_prepared(tmp_path / "tiny", SMALL, Blobs(), {PROPERTIES: b"# new\n"})
    assert sorted(path.name for path in (tmp_path / "tiny").iterdir()) == sorted([MANIFEST, CORPUS, TEXTS, PROPERTIES])
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]


def test_other_texts_leave_the_corpus_as_it_is(tmp_path: Path) -> None:
    write_small(tmp_path / "tiny", b"# old\n")
    before = (tmp_path / "tiny" / CORPUS).stat()
    found = read_prepared(tmp_path / "tiny")
    texts = msgspec.structs.replace(SAID, hints=["Another one."])
    write_texts(tmp_path / "tiny", found.manifest, texts, {PROPERTIES: b"# new\n", REFERENCE: b"# new\n"})
    again = read_prepared(tmp_path / "tiny")
    assert again.texts == read_texts(tmp_path / "tiny", again.manifest) == texts
    assert (again.manifest.key, again.reference, again.blobs) == (found.manifest.key, "# new\n", found.blobs)
    after = (tmp_path / "tiny" / CORPUS).stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]


def test_a_writer_that_is_killed_leaves_no_exercise_where_one_is_looked_for(tmp_path: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom grader.prepared.folder import Blobs, write_prepared\n"
        "from test_folder import SMALL\n"
        "write = Path.write_bytes\n"
        "Path.write_bytes = lambda path, data: os._exit(9) if path.name == 'properties.py' else write(path, data)\n"
        "write_prepared(Path(sys.argv[1]), SMALL, Blobs(), {'properties.py': b'# new'})\n"
    )
    paths = os.pathsep.join([*map(str, Path(__file__).parents[:2]), os.environ.get("PYTHONPATH", "")])
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "tiny")], env={**os.environ, "PYTHONPATH": paths}
    )
    assert ended.returncode == 9
    assert not (tmp_path / "tiny").exists()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_reader_beside_a_writer_never_gets_a_mixture(tmp_path: Path) -> None:
    folder, laws = tmp_path / "tiny", [b"# one\n", b"# two\n"]
    write_small(folder, laws[0])
    stop, found = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                prepared: Prepared = read_prepared(folder)
            except PreparedError:
                continue  # between the old folder and the new one there may be none, or half of each: refused
            found.append(prepared.manifest.key)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in range(200):
            write_small(folder, laws[turn % 2])
    finally:
        stop.set()
        reader.join()
    assert set(found) <= {law.decode() for law in laws}
    assert read_prepared(folder).manifest.key == "# two\n"


@pytest.mark.parametrize("check", SMALL.checks, ids=lambda check: type(check).__name__)
def test_a_check_of_every_kind_comes_back_as_its_own_record(check: CheckRecord) -> None:
    back = msgspec.json.decode(msgspec.json.encode(check), type=CheckRecord)
    assert type(back) is type(check)
    assert back == check
    assert (back.name, back.kind, back.places, back.points) == (check.name, check.kind, check.places, check.points)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"type": "guesses"}, "Invalid value 'guesses'"),
        ({"witnesses": {}}, "unknown field `witnesses`"),
        ({"places": None}, "Expected `object`"),
    ],
)
def test_a_check_of_no_kind_or_with_what_its_kind_lacks_is_refused(change: dict[str, object], why: str) -> None:
    plain = msgspec.to_builtins(SMALL.checks[0]) | change
    with pytest.raises(msgspec.ValidationError, match=why):
        msgspec.convert(plain, CheckRecord)
