"""Wrong verdicts over references, alternatives and misconceptions: `python benchmarks/verdicts.py [SEEDS] [SLUG…]`.

Each seed draws its own cases, which are prepared (needs the instructor's extra) and removed afterwards; for the first
three with the TensorFlow oracle as well as the reference. A false reject is a right answer without full points; a false
accept is a wrong one that is PASS or has full points.
"""

import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from machine import header

from grader.course.catalog import Catalog, Entry, find_catalog
from grader.grading.rows import Row, grade_rows
from grader.prepared.folder import read_manifest
from grader.submission import Source
from grader.verdicts import Verdict

FIRST_SEED = 1_000_000
WITH_ORACLE = 3  # seeds; TensorFlow takes most of the time
PREPARE = """
import sys
from pathlib import Path
from grader.authoring.prepare import prepare
from grader.course.catalog import read_catalog
catalog = read_catalog(Path(sys.argv[1]))
for slug in sys.argv[4:]:
    prepare(catalog, catalog.find(slug), int(sys.argv[2]), oracle=sys.argv[3] == "True")
"""


def main(seeds: str = "10", *slugs: str) -> None:
    """Print what was wrong, then the counts."""
    catalog = find_catalog(Path.cwd())
    entries = catalog.choose(slugs or catalog.entries)
    header(f"{seeds} seeds × {len(entries)} exercises")
    counts: Counter[str] = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + int(seeds)):
        started = time.perf_counter()
        prepare(catalog, entries, seed, oracle=seed < FIRST_SEED + WITH_ORACLE)
        prepared = time.perf_counter()
        for row, graded in grade_rows(rows(catalog, entries, seed), 2):
            report = graded.report
            kind = row.student.partition(" ")[0]
            full = report.score == report.max_score
            wrong = kind == "misconceptions" and (report.verdict is Verdict.PASS or full)
            wrong |= kind != "misconceptions" and (report.verdict is not Verdict.PASS or not full)
            counts.update([kind, *([f"WRONG {kind}"] if wrong else [])])
            named = any(check.named == row.entry for check in report.checks)
            counts.update(["diagnosed"] if kind == "misconceptions" and named else [])
            if wrong:
                print(f"seed {seed}: {row.student}: {report.verdict} {report.score} of {report.max_score}")
        shutil.rmtree(catalog.prepared("x", seed).parent)
        print(
            f"seed {seed}: prepared in {prepared - started:.0f} s, graded in {time.perf_counter() - prepared:.0f} s",
            flush=True,
        )
    print(dict(sorted(counts.items())))
    rejects = counts["WRONG reference"] + counts["WRONG alternatives"]
    print(f"false rejects: {rejects}; false accepts: {counts['WRONG misconceptions']}")


def prepare(catalog: Catalog, entries: list[Entry], seed: int, *, oracle: bool) -> None:
    """Prepare the exercises with a seed, in two processes of their own."""
    slugs = [entry.slug for entry in entries]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE, str(catalog.root), str(seed), str(oracle), *half], stderr=subprocess.PIPE
        )
        for half in (slugs[::2], slugs[1::2])
    ]
    for process in running:
        _, said = process.communicate()
        if process.returncode:
            raise SystemExit(said.decode())


def rows(catalog: Catalog, entries: list[Entry], seed: int) -> Iterator[Row]:
    """Yield every right and wrong answer that the course knows."""
    for entry in entries:
        folder = catalog.prepared(entry.slug, seed)
        manifest = read_manifest(folder)
        assert entry.solution is not None
        names = {"reference": [entry.slug], "misconceptions": list(manifest.misconceptions), "alternatives": []}
        for file, functions in names.items():
            text = (entry.solution / f"{file}.py").read_text(encoding="utf-8")
            for name in functions or public_functions(text):
                source = Source(f"{file}.py", (text,))
                yield Row(f"{file} {entry.slug} {name}", folder, manifest.key, source, timing=False, entry=name)


def public_functions(text: str) -> list[str]:
    """Return the names of the functions that a module defines at its top, private ones aside."""
    starts = [line[4:].partition("(")[0] for line in text.splitlines() if line.startswith("def ")]
    return [name for name in starts if not name.startswith("_")]


if __name__ == "__main__":
    main(*sys.argv[1:])
