"""Which rows need shrinking, and the process that does it."""

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from grader.child import Child, ChildLost, from_json, python, to_json
from grader.course.catalog import Catalog
from grader.grading.shrinking.messages import Course, Order, Shrunk
from grader.submission import Source
from grader.verdicts import Report

PROCESS = "grader.authoring.shrink"


@dataclass(frozen=True)
class Large:
    """A graded row whose first counterexample, that of `check`, is a drawn case, as large as it was drawn."""

    student: str
    slug: str
    source: Source
    report: Report
    check: str


def possible() -> bool:
    """Return whether Hypothesis is installed here: a grader without the authors' extra shows cases as drawn."""
    return importlib.util.find_spec("hypothesis") is not None


def shrink(catalog: Catalog, seed: int, rows: Sequence[Large]) -> Iterator[tuple[Large, Report]]:
    """Yield the rows with smaller counterexamples; those that got none are left out.

    The solutions must be there. A process that dies ends it: the rows keep what they have.
    """
    with Child(python(PROCESS)) as process, suppress(ChildLost):
        process.ask(to_json(Course(str(catalog.root), seed)))
        for row in rows:
            process.ask(to_json(Order(row.slug, row.check, row.source, row.slug)))
            found: Shrunk = from_json(process.line(), Shrunk)
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
