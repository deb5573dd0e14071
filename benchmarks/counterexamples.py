"""The counterexample that each misconception's student sees: `python benchmarks/counterexamples.py [SLUG…]`.

Its size in array entries, what kind of case it is, and whether the misconception is named. From prepared exercises with
the public seed and the real judge.
"""

import sys
from collections import Counter
from pathlib import Path

from machine import header

from grader.course.catalog import PUBLIC_SEED, find_catalog
from grader.grading.rows import Row, grade_rows
from grader.judge.diagnose import is_wrong
from grader.prepared.folder import Prepared, arrays_in, read_prepared
from grader.prepared.records import CheckRecord
from grader.submission import Source
from grader.verdicts import Verdict


def main(*slugs: str) -> None:
    """Print a line for each misconception, then the summary."""
    catalog = find_catalog(Path.cwd())
    header("Counterexamples of misconceptions")
    kinds: Counter[str] = Counter()
    sizes: list[int] = []
    print(f"{'exercise':<22} {'misconception':<42} {'case':<6} entries  named")
    for entry in catalog.choose(slugs or catalog.entries):
        prepared = read_prepared(catalog.prepared(entry.slug, PUBLIC_SEED))
        assert entry.solution is not None
        text = (entry.solution / "misconceptions.py").read_text(encoding="utf-8")
        key = prepared.manifest.key
        rows = [
            Row(name, prepared.folder, key, Source("misconceptions.py", (text,)), timing=False, entry=name)
            for name in prepared.manifest.misconceptions
        ]
        for row, graded in sorted(grade_rows(rows, 2), key=lambda pair: pair[0].student):
            first = next(c for c in graded.report.checks if c.verdict not in (Verdict.PASS, Verdict.SKIPPED))
            named = first.named == row.student
            check = next(c for c in prepared.manifest.checks if c.name == first.name)
            kind, size = first_wrong(prepared, check, row.student)
            kinds.update([kind, "named" if named else "not named"])
            sizes.append(size)
            print(f"{entry.slug:<22} {row.student:<42} {kind:<6} {size:>7}  {'yes' if named else 'NO'}")
    sizes.sort()
    print(f"{len(sizes)} misconceptions: {dict(kinds)}; entries: median {sizes[len(sizes) // 2]}, largest {sizes[-1]}")


def first_wrong(prepared: Prepared, check: CheckRecord, name: str) -> tuple[str, int]:
    """Return what kind of case shows the misconception first in a check, and how many entries its arguments have."""
    for kind, places in (("rung", check.places.rungs), ("edge", check.places.edges), ("drawn", check.places.drawn)):
        for place in places:
            case = prepared.manifest.cases[place]
            if name in case.wrong and is_wrong(prepared, case, *prepared.value(case.wrong[name])):
                return kind, sum(array.size for array in arrays_in(prepared.value(case.args)))
    return "law", 0


if __name__ == "__main__":
    main(*sys.argv[1:])
