"""Grades sources as whoever runs it: a JSON list of rows on standard input, one of reports on standard output."""

import json
import sys
from pathlib import Path

from grader.prepared.folder import read_prepared
from grader.grading.job import Job
from grader.judge.examine import examine
from grader.output.report import told
from grader.submission import Source


def main() -> None:
    """Grade every row of `[prepared folder, path, text of the file, text of target.py]`."""
    found = []
    with Job() as job:
        for folder, path, text, target in json.load(sys.stdin):
            source = Source(path, (text,), (("target", target),))
            prepared = read_prepared(Path(folder))
            examined = examine(prepared, source, job)
            said = f"{told(examined, prepared.manifest, prepared.texts, source)!r}\n{examined.printed}"
            found.append([examined.verdict, examined.score, said])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
