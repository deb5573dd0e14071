"""The graders' side of shrinking: which rows need it, and the process that does it (see `grader.authoring.shrink`)."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from grader.catalog import Catalog
from grader.corpus import DRAWN
from grader.submission import Source
from grader.verdicts import CheckReport, Kind, Report, Verdict


@dataclass(frozen=True)
class Large:
    """A graded row whose first counterexample is a drawn case, as large as it was drawn."""

    student: str
    slug: str
    source: Source
    report: Report


class Order(msgspec.Struct, frozen=True):
    """What the shrinking process is asked: the check of a row whose counterexample is a drawn case."""

    exercise: str
    check: str
    source: Source
    entry: str


class Shrunk(msgspec.Struct, frozen=True):
    """What it answers, to stand in the row instead; both empty where nothing smaller was found."""

    message: str = ""
    counterexample: str = ""


def large_check(report: Report) -> CheckReport | None:
    """Return the first value check that only a drawn case fails; None where there is none. Never one that timed out."""
    wrong = (c for c in report.checks if c.kind is Kind.VALUE and c.verdict in (Verdict.FAIL, Verdict.ERROR))
    first = next(wrong, None)
    return first if first is not None and first.message.startswith(DRAWN) else None


def possible() -> bool:
    """Return whether Hypothesis is installed here: a grader without the authors' extra shows cases as drawn."""
    return importlib.util.find_spec("hypothesis") is not None


def shrink(catalog: Catalog, seed: int, rows: Sequence[Large]) -> Iterator[tuple[Large, Report]]:
    """Yield the rows with smaller counterexamples; those that got none are left out.

    The solutions must be there. A process that dies ends it: the rows keep what they have.
    """
    command = [sys.executable, "-m", "grader.authoring.shrink", str(catalog.root), str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101
        for row in rows:
            check = large_check(row.report)
            if check is None:
                continue
            order = Order(row.slug, check.name, row.source, row.slug)
            try:
                process.stdin.write(msgspec.json.encode(order) + b"\n")
                process.stdin.flush()
            except BrokenPipeError:
                return
            line = process.stdout.readline()
            if not line.endswith(b"\n"):  # it has died, perhaps in the middle of a line
                return
            found = msgspec.json.decode(line, type=Shrunk)
            if found.message:
                yield row, with_smaller(row.report, check, found.message, found.counterexample)


def with_smaller(report: Report, check: CheckReport, message: str, counterexample: str) -> Report:
    """Return the report with another message and counterexample at one check; verdict and points stay."""
    smaller = replace(check, message=message, counterexample=counterexample or check.counterexample)
    return replace(report, checks=tuple(smaller if c is check else c for c in report.checks))
