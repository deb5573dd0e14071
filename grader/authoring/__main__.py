"""Prepares exercises in a process of its own: `python -m grader.authoring ROOT SEED SLUG…`.

Says how far it is in JSON lines on standard output, so that whoever started it imports neither TensorFlow nor
Hypothesis.
"""

import json
import os
import sys
import time
from pathlib import Path

from grader.catalog import read_catalog
from grader.errors import GraderError


def say(**fields: object) -> None:
    """Write one line of progress."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main(root: str, seed: str, *slugs: str) -> int:
    """Prepare each exercise; a refused one doesn't keep the others."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        import tensorflow  # noqa: F401, PLC0415 - slow, so it is imported once and said

        from grader.authoring.prepare import prepare  # noqa: PLC0415 - imports Hypothesis
    except ModuleNotFoundError as error:
        say(error=f"preparing exercises needs {error.name}, which isn't installed", hint=INSTALL)
        return 2
    catalog = read_catalog(Path(root))
    status = 0
    for slug in slugs:
        say(exercise=slug, state="start")
        started = time.monotonic()
        try:
            manifest = prepare(catalog, catalog.find(slug), int(seed))
        except GraderError as error:
            say(error=str(error), hint=error.hint)
            status = 2
        except Exception as error:  # noqa: BLE001 - one exercise's fault must not keep the others
            say(error=f"{catalog.find(slug).exercise}: {error!r}", hint="a slip in its spec, or a bug of ours")
            status = 2
        else:
            say(exercise=slug, state="done", seconds=time.monotonic() - started, cases=len(manifest.cases))
    return status


INSTALL = "install the instructor's extra: pip install 'dl-grader[instructor]'"

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
