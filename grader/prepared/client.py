"""The graders' side of preparing: finds what is missing or stale and has it made, in a process of its own."""

import os
import site
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from grader.child import Child, ChildLost, from_json, python, to_json
from grader.course.catalog import Catalog, Entry
from grader.errors import GraderError
from grader.prepared import staleness
from grader.prepared.folder import PREPARE_AGAIN, Prepared, PreparedError, read_prepared
from grader.prepared.messages import Answer, Made, Refused, Request
from grader.prepared.staleness import Here, State
from grader.progress import Progress

PROCESS = "grader.authoring"


class PreparingFailed(GraderError):
    """An exercise couldn't be prepared; `slug` is empty where none could."""

    def __init__(self, message: str, *, hint: str = "", slug: str = "") -> None:
        super().__init__(message, hint=hint)
        self.slug = slug


def stale(catalog: Catalog, entries: Iterable[Entry], seed: int) -> list[Entry]:
    """Return the exercises whose prepared form isn't there or isn't what their sources say now."""
    here = Here()
    return [entry for entry in entries if staleness.state(catalog, entry, seed, here) is not State.CURRENT]


def texts_alone(catalog: Catalog, entries: Iterable[Entry], seed: int) -> list[str]:
    """Return the slugs of those of which nothing but texts has changed: no case has to be made."""
    here = Here()
    return [e.slug for e in entries if staleness.state(catalog, e, seed, here) is State.TEXTS_CHANGED]


def prepare_stale(catalog: Catalog, entries: Iterable[Entry], seed: int, progress: Progress) -> int:
    """Prepare what is missing or stale and return how many that were; raises PreparingFailed."""
    found = stale(catalog, entries, seed)
    if not found:
        return 0
    cases = len(texts_alone(catalog, found, seed)) < len(found)
    with progress("preparing (starts TensorFlow first)" if cases else "preparing texts", len(found)) as bar:

        def told(made: Made) -> None:
            what = f"{made.cases} cases" if made.cases else "texts"
            bar.advance(f"prepared {made.slug}: {what} in {made.seconds:.1f} s")

        prepare(catalog, found, seed, told)
    return len(found)


def prepare(catalog: Catalog, entries: Sequence[Entry], seed: int, told: Callable[[Made], None]) -> None:
    """Prepare the exercises, or their texts where these alone have changed; `told` hears of each that is done.

    Raises PreparingFailed with the first refusal.
    """
    texts = texts_alone(catalog, entries, seed)
    cases = [entry.slug for entry in entries if entry.slug not in texts]
    left = {*texts, *cases}
    failed: PreparingFailed | None = None
    slug = ""
    # TensorFlow and Keras write settings and caches into a home: one of their own, which ends with them.
    with (
        tempfile.TemporaryDirectory(prefix="grader-", ignore_cleanup_errors=True) as home,
        Child(python(PROCESS), {**os.environ, **_at_home(Path(home))}, heard=True) as process,
    ):
        with suppress(ChildLost):
            process.ask(to_json(Request(str(catalog.root), seed, cases, texts)), last=True)
            for line in process.lines():
                answer: Answer = from_json(line, Answer)
                slug = answer.slug or slug
                if isinstance(answer, Made):
                    left.discard(answer.slug)
                    told(answer)
                elif isinstance(answer, Refused):
                    failed = failed or PreparingFailed(answer.error, hint=answer.hint, slug=answer.slug)
        status = process.wait()
        if failed is None and left:
            why = process.last_words() or f"its process ended with {status}"
            failed = PreparingFailed(f"preparing exercises failed: {why}", slug=slug)
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
