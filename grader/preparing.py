"""The graders' side of preparing: finds what is missing or stale and has it made, in a process of its own."""

import os
import site
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader import staleness
from grader.catalog import Catalog, Entry
from grader.corpus import PREPARE_AGAIN, Prepared, PreparedError, read_prepared
from grader.errors import GraderError


class PreparingFailed(GraderError):
    """An exercise couldn't be prepared; `slug` is empty where none could."""

    def __init__(self, message: str, *, hint: str = "", slug: str = "") -> None:
        super().__init__(message, hint=hint)
        self.slug = slug


class _Line(msgspec.Struct, frozen=True):
    exercise: str = ""
    state: str = ""
    seconds: float = 0.0
    cases: int = 0
    error: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Made:
    """One exercise that was prepared."""

    slug: str
    cases: int
    seconds: float


def stale(catalog: Catalog, entries: Iterable[Entry], seed: int) -> list[Entry]:
    """Return the exercises whose prepared form isn't there or isn't what their sources say now."""
    return [entry for entry in entries if not staleness.is_current(catalog, entry, seed)]


def prepare(catalog: Catalog, entries: Sequence[Entry], seed: int, told: Callable[[Made], None]) -> None:
    """Prepare the exercises; `told` hears of each that is done. Raises PreparingFailed with the first refusal."""
    command = [sys.executable, "-m", "grader.authoring", str(catalog.root), str(seed), *(e.slug for e in entries)]
    failed: PreparingFailed | None = None
    slug = ""
    # TensorFlow and Keras write settings and caches into a home: one of their own, which ends with them.
    with (
        tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True) as home,
        tempfile.TemporaryFile() as said,
    ):
        environment = {**os.environ, **_at_home(Path(home))}
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environment) as process:
            assert process.stdout is not None  # noqa: S101 - asked for above
            try:
                for data in process.stdout:
                    line = msgspec.json.decode(data, type=_Line)
                    slug = line.exercise or slug
                    if line.error:
                        failed = failed or PreparingFailed(line.error, hint=line.hint, slug=slug)
                    elif line.state == "done":
                        told(Made(line.exercise, line.cases, line.seconds))
            except BaseException:
                process.terminate()  # a Ctrl-C of a terminal reaches it too, a signal to this process alone does not
                raise
        if failed is None and process.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()
            message = f"preparing exercises failed: {last[-1] if last else process.returncode}"
            failed = PreparingFailed(message, slug=slug)
    if failed is not None:
        raise failed


def _at_home(home: Path) -> dict[str, str]:
    """Return what an authors' process finds changed in its environment, with this folder as its home."""
    return {
        "HOME": str(home),
        "KERAS_HOME": str(home / "keras"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONUSERBASE": site.getuserbase(),  # where `pip install --user` puts packages, also below another home
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONHASHSEED": "0",
    }


def read_prepared_of(catalog: Catalog, slug: str, seed: int) -> Prepared:
    """Return the prepared exercise of a slug; raises PreparedError where another one lies in its place."""
    prepared = read_prepared(catalog.prepared(slug, seed))
    if (prepared.manifest.slug, prepared.manifest.seed) != (slug, seed):
        found = f"{prepared.manifest.slug} of seed {prepared.manifest.seed}"
        raise PreparedError(f"{prepared.folder}: this is {found}, not {slug} of seed {seed}", hint=PREPARE_AGAIN)
    return prepared
