"""Prepares what is asked for, and says how far it is: whoever asks imports neither TensorFlow nor Hypothesis."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from grader.authoring.texts import write_texts_anew
from grader.course.catalog import Catalog, Entry, read_catalog
from grader.errors import GraderError
from grader.prepared.messages import Answer, Made, Refused, Request, Started

INSTALL = "install the instructor's extra: pip install 'dl-grader[instructor]'"
SLIP = "a slip in its spec, or a bug of ours"


def serve(request: Request, answer: Callable[[Answer], None]) -> None:
    """Prepare each exercise; a refused one doesn't keep the others."""
    catalog = read_catalog(Path(request.root))

    def texts(entry: Entry) -> int:
        write_texts_anew(catalog, entry, request.seed)
        return 0

    for slug in request.texts:
        make(catalog, slug, texts, answer)
    if not request.cases:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        import tensorflow  # noqa: F401, PLC0415 - slow, so it is imported where cases are made

        from grader.authoring.prepare import prepare  # noqa: PLC0415 - imports Hypothesis
    except ModuleNotFoundError as error:
        answer(Refused("", f"preparing exercises needs {error.name}, which isn't installed", INSTALL))
        return

    def cases(entry: Entry) -> int:
        return len(prepare(catalog, entry, request.seed).cases)

    for slug in request.cases:
        make(catalog, slug, cases, answer)


def make(catalog: Catalog, slug: str, work: Callable[[Entry], int], answer: Callable[[Answer], None]) -> None:
    """Do the work on one exercise, which returns how many cases were made, and say what came of it."""
    answer(Started(slug))
    started = time.monotonic()
    try:
        cases = work(catalog.find(slug))
    except GraderError as error:
        answer(Refused(slug, str(error), error.hint))
    except Exception as error:  # noqa: BLE001 - one exercise's fault must not keep the others
        answer(Refused(slug, f"{catalog.find(slug).exercise}: {error!r}", SLIP))
    else:
        answer(Made(slug, cases, time.monotonic() - started))
