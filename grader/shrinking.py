"""The graders' side of shrinking: which rows need it, and the process that does it (see `grader.authoring.shrink`)."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec

from grader.catalog import Catalog
from grader.submission import Source
from grader.verdicts import Report


@dataclass(frozen=True)
class Large:
    """A graded row whose first counterexample, that of `check`, is a drawn case, as large as it was drawn."""

    student: str
    slug: str
    source: Source
    report: Report
    check: str


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
            order = Order(row.slug, row.check, row.source, row.slug)
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
                yield row, with_smaller(row.report, row.check, found)


def with_smaller(report: Report, name: str, found: Shrunk) -> Report:
    """Return the report with another message and counterexample at one check; verdict and points stay."""
    checks = (
        replace(check, message=found.message, counterexample=found.counterexample or check.counterexample)
        if check.name == name
        else check
        for check in report.checks
    )
    return replace(report, checks=tuple(checks))
