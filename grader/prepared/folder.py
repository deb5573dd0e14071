"""The prepared exercise: the one artefact between the authors' side and the graders' side.

A folder with
    exercise.json    the manifest: checks, points, tolerances, hashes
    corpus.bin       arguments, expected answers and misconceptions' answers, as wire bytes
    texts.json       hints, diagnoses, what a law says: written anew without making a case
    properties.py    the laws, which the judge imports: ours, NumPy only
    reference.py     of a timed exercise: run in a worker, never imported; left out of a students' pack

Data only: nothing in it is unpickled. The judge reads arguments as bytes and passes them on undecoded.
"""

import importlib.util
import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from grader.errors import GraderError
from grader.prepared.modules import sha256
from grader.prepared.records import Manifest, Texts
from grader.sandbox import wire

FORMAT = "grader/prepared/v4"
MANIFEST, CORPUS, TEXTS = "exercise.json", "corpus.bin", "texts.json"
PROPERTIES, REFERENCE = "properties.py", "reference.py"
MAGIC = b"grader corpus 1\n"
PREPARE_AGAIN = "run `grader prepare`, or copy the prepared exercise again"
_COUNT = struct.Struct("<Q")


class PreparedError(GraderError):
    """A prepared exercise that is damaged, foreign or not there."""


@dataclass(frozen=True)
class Prepared:
    """A prepared exercise that was read and found undamaged."""

    folder: Path
    manifest: Manifest
    blobs: tuple[memoryview, ...]
    texts: Texts

    def value(self, place: int, *, layout: bool = False) -> Any:
        """Return the value at a place of the corpus, its arrays in C order or, with `layout`, in their own."""
        return wire.decode(self.blobs[place], layout=layout)

    @cached_property
    def expected(self) -> Mapping[int, Any]:
        """Return the expected answers by place, decoded once."""
        places = {c.expected for c in self.manifest.cases if c.expected is not None}
        return {place: self.value(place) for place in places}

    @cached_property
    def largest(self) -> int:
        """Return the bytes of the largest arguments or answer of a case."""
        cases = self.manifest.cases
        return max((len(self.blobs[p]) for c in cases for p in (c.args, c.expected) if p is not None), default=0)

    @cached_property
    def none_is_an_answer(self) -> bool:
        """Return whether None is the right answer to some case."""
        return any(answer is None for answer in self.expected.values())

    @cached_property
    def laws(self) -> Mapping[str, Callable[..., Any]]:
        """Return the functions of properties.py; it is ours, so the judge may import it."""
        path = self.folder / PROPERTIES
        spec = importlib.util.spec_from_file_location(f"grader_properties_{self.manifest.slug}", path)
        if spec is None or spec.loader is None:
            raise PreparedError(f"{path} can't be imported", hint=PREPARE_AGAIN)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return {k: v for k, v in vars(module).items() if callable(v) and not k.startswith("_")}

    @cached_property
    def reference(self) -> str | None:
        """Return the reference's source; None where this copy has none (a students' pack)."""
        path = self.folder / REFERENCE
        return path.read_text(encoding="utf-8") if path.exists() else None


class Blobs:
    """The places of a corpus being written; equal bytes share a place."""

    def __init__(self) -> None:
        self.places: dict[bytes, int] = {}
        self.items: list[bytes] = []

    def add(self, data: bytes) -> int:
        """Return the place of these bytes."""
        if data not in self.places:
            self.places[data] = len(self.items)
            self.items.append(data)
        return self.places[data]

    def value(self, value: Any) -> int:
        """Return the place of a value's bytes."""
        return self.add(wire.encode(value))

    def data(self) -> bytes:
        """Return the bytes of corpus.bin: magic, number of places, their lengths, the places."""
        lengths = struct.pack(f"<{len(self.places)}Q", *map(len, self.places))
        return b"".join([MAGIC, _COUNT.pack(len(self.places)), lengths, *self.places])


def call_bytes(args: Sequence[Any], kwargs: Mapping[str, Any]) -> bytes:
    """Return the wire bytes of a call's arguments."""
    return wire.encode([list(args), dict(kwargs)])


def outcome_bytes(value: Any = None, raised: Sequence[str] = ()) -> bytes:
    """Return the bytes of what a misconception did: an answer, or the names of the error's types."""
    return wire.encode([list(raised), value])


def write_prepared(
    folder: Path, manifest: Manifest, blobs: Blobs, files: Mapping[str, bytes], texts: Texts | None = None
) -> None:
    """Write a prepared exercise so that no one ever sees half of it; `files` are the copies of sources."""
    _write(folder, manifest, {CORPUS: blobs.data(), TEXTS: texts_bytes(texts or Texts()), **files})


def write_texts(folder: Path, manifest: Manifest, texts: Texts, files: Mapping[str, bytes]) -> None:
    """Write a prepared exercise with other texts, and copies of sources that say the same; its corpus stays."""
    _write(folder, manifest, {TEXTS: texts_bytes(texts), **files}, kept=folder / CORPUS)


def texts_bytes(texts: Texts) -> bytes:
    """Return the bytes of texts.json."""
    return msgspec.json.format(msgspec.json.encode(texts), indent=1)


def _write(folder: Path, manifest: Manifest, contents: Mapping[str, bytes], kept: Path | None = None) -> None:
    files = {name: sha256(data) for name, data in contents.items()}
    if kept is not None:
        files = {kept.name: manifest.files[kept.name], **files}
    manifest = msgspec.structs.replace(manifest, files=files)
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        if kept is not None:
            _linked(kept, making / kept.name)
        for name, data in contents.items():
            (making / name).write_bytes(data)
        (making / MANIFEST).write_bytes(manifest_bytes(manifest))
        making.chmod(0o755)
        # A folder can't be replaced in one step; the old one steps aside first.
        old = Path(f"{making}-old")
        if folder.exists():
            folder.replace(old)
        making.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _linked(path: Path, new: Path) -> None:
    try:
        os.link(path, new)
    except OSError:  # a file system without links
        shutil.copy2(path, new)


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the bytes of exercise.json; its own hash, of the manifest without it, stands among those of `files`."""
    files = {name: digest for name, digest in manifest.files.items() if name != MANIFEST}
    # Decoded once more, so that 3 and 3.0 in a spec are the same bytes here and when it was read.
    bare = msgspec.json.decode(msgspec.json.encode(msgspec.structs.replace(manifest, files=files)), type=Manifest)
    files[MANIFEST] = sha256(msgspec.json.encode(bare))
    return msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(bare, files=files)), indent=1)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a prepared exercise, verified against its hash; raises PreparedError."""
    try:
        data = (folder / MANIFEST).read_bytes()
        form = msgspec.json.decode(data, type=dict[str, Any]).get("format")
        if form != FORMAT:
            raise PreparedError(f"{folder}: its format is {form!r}, this grader reads {FORMAT!r}", hint=PREPARE_AGAIN)
        manifest = msgspec.json.decode(data, type=Manifest)
    except FileNotFoundError as error:
        raise PreparedError(f"{folder}: no prepared exercise here", hint=PREPARE_AGAIN) from error
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PreparedError(f"{folder}: {MANIFEST} can't be read: {error}", hint=PREPARE_AGAIN) from error
    if data != manifest_bytes(manifest):
        raise PreparedError(f"{folder}: {MANIFEST} is damaged (its hash differs)", hint=PREPARE_AGAIN)
    return manifest


def read_prepared(folder: Path) -> Prepared:
    """Return a prepared exercise, verified against its hashes; raises PreparedError."""
    manifest = read_manifest(folder)
    contents: dict[str, bytes] = {}
    for name, expected in manifest.files.items():
        if name == MANIFEST:
            continue
        if name not in (CORPUS, TEXTS, PROPERTIES, REFERENCE):
            raise PreparedError(f"{folder}: {MANIFEST} names {name!r}, which is no file of a prepared exercise")
        if name == REFERENCE and not (folder / name).exists():
            continue
        contents[name] = _verified(folder, name, expected)
    texts = _texts(folder, contents.get(TEXTS, b""))
    try:
        return Prepared(folder, manifest, _places(contents[CORPUS]), texts)
    except (KeyError, ValueError, struct.error) as error:
        raise PreparedError(f"{folder}: {CORPUS} is damaged", hint=PREPARE_AGAIN) from error


def read_texts(folder: Path, manifest: Manifest) -> Texts:
    """Return the texts of a prepared exercise alone, verified against their hash; raises PreparedError."""
    return _texts(folder, _verified(folder, TEXTS, manifest.files.get(TEXTS, "")))


def _verified(folder: Path, name: str, expected: str) -> bytes:
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise PreparedError(f"{folder}: {name} can't be read: {error.strerror}", hint=PREPARE_AGAIN) from error
    if sha256(data) != expected:
        raise PreparedError(f"{folder}: {name} is damaged (its hash differs)", hint=PREPARE_AGAIN)
    return data


def _texts(folder: Path, data: bytes) -> Texts:
    try:
        return msgspec.json.decode(data, type=Texts)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PreparedError(f"{folder}: {TEXTS} can't be read: {error}", hint=PREPARE_AGAIN) from error


def _places(data: bytes) -> tuple[memoryview, ...]:
    if not data.startswith(MAGIC):
        raise ValueError("not a corpus")
    at = len(MAGIC)
    (count,) = _COUNT.unpack_from(data, at)
    lengths = struct.unpack_from(f"<{count}Q", data, at + _COUNT.size)
    starts = at + _COUNT.size + 8 * count + np.cumsum([0, *lengths])
    if starts[-1] != len(data):
        raise ValueError("cut short")
    view = memoryview(data)
    return tuple(view[int(a) : int(b)] for a, b in pairwise(starts))


def arrays_in(value: Any) -> list[npt.NDArray[Any]]:
    """Return every array in a value, in order."""
    if isinstance(value, np.ndarray | np.generic):
        return [np.asarray(value)]
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return []
    return [array for item in value for array in arrays_in(item)]
