"""results.json: everything that is known, for programs; `results.schema.json` beside this file describes it."""

import json
from collections.abc import Iterator

import msgspec

from grader.gradebook import Results
from grader.reports.escape import json_text

FILE_NAME = "results.json"
SCHEMA = "grader/results/v1"


def render(results: Results) -> Iterator[bytes]:
    """Yield the file piece by piece: one line a student, fields in the schema's order."""
    meta = results.meta
    head = {"schema": SCHEMA, "version": meta.version, "seed": meta.seed, "sandbox": meta.sandbox}
    yield json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "submissions": ['
    separator = b"\n"
    for report in results.reports():
        yield separator + msgspec.json.format(json_text(msgspec.json.encode(report)), indent=0)
        separator = b",\n"
    yield b"\n]}\n"
