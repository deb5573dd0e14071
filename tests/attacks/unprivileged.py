"""Grades sources as whoever runs it: a JSON list of rows on standard input, one of reports on standard output."""

import json
import sys
from pathlib import Path

from grader.corpus import read_prepared
from grader.job import Job
from grader.judge import examine
from grader.submission import Source


def main() -> None:
    """Grade every row of `[prepared folder, path, text of the file, text of target.py]`."""
    found = []
    with Job() as job:
        for folder, path, text, target in json.load(sys.stdin):
            source = Source(path, (text,), (("target", target),))
            examined = examine(read_prepared(Path(folder)), source, job)
            said = f"{examined.report!r}\n{examined.printed}"
            found.append([examined.report.verdict, examined.report.score, said])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
