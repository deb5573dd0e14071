"""The made-up exercises of tests/catalogue, and a few answers to them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from grader.course.catalog import Catalog
from grader.grading.job import Job
from grader.judge.judged import Judged
from grader.judge.subject import Subject
from grader.output.language import ENGLISH
from grader.output.problems import Words
from grader.output.report import check_report
from grader.prepared.folder import Prepared, read_prepared
from grader.sandbox.launch import Workers
from grader.submission import Source
from grader.verdicts import CheckReport, Report

CATALOGUE = Path(__file__).parent / "catalogue"
SEED = 1

RIGHT = "def scale_and_shift(x, a=1.0):\n    if a == 0:\n        raise ValueError('a is 0')\n    return a * x + 1.0\n"
RIGHT_SQUARE = "def weighted_square(x, w):\n    return (w * x**2).sum(), {'x': 2 * w * x, 'w': x**2}\n"

Grade = Callable[..., Report]
Load = Callable[..., Subject]


def body(code: str, *, before: str = "") -> str:
    """Return a file whose `scale_and_shift` refuses a scale of 0 and then runs `code`, of one or more lines."""
    lines = ["if a == 0:", "    raise ValueError('a is 0')", *code.splitlines()]
    return f"import os, sys, time\nimport numpy as np\n{before}\ndef scale_and_shift(x, a=1.0):\n" + "".join(
        f"    {line}\n" for line in lines
    )


def source(code: str) -> Source:
    """Return what intake makes of a file with this text."""
    return Source("hw.py", (code,))


def job_of(workers: Workers) -> Job:
    """Return a job whose zygotes are all this one, which stays its owner's."""
    return Job(start=lambda _profile: workers)


def toy(catalog: Catalog, slug: str = "scale_and_shift", **changes: Any) -> Prepared:
    """Return a prepared exercise, with some of its manifest's fields changed."""
    prepared = read_prepared(catalog.prepared(slug, SEED))
    return replace(prepared, manifest=msgspec.structs.replace(prepared.manifest, **changes))


def worded(subject: Subject, found: Judged) -> CheckReport:
    """Return what a check found as a student reads it."""
    manifest, texts = subject.prepared.manifest, subject.prepared.texts
    return check_report(found, texts, Words(ENGLISH, manifest.entry, texts.laws))


def verdicts(report: Report) -> dict[str, str]:
    """Return the verdict of each check, by name."""
    return {check.name: str(check.verdict) for check in report.checks}


def points(report: Report) -> dict[str, float]:
    """Return the points of each check, by name."""
    return {check.name: check.points for check in report.checks}


def named(report: Report, name: str) -> CheckReport:
    """Return one check's report."""
    (found,) = [check for check in report.checks if check.name == name]
    return found
