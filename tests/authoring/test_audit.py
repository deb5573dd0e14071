"""Audits of the made-up exercises: real mutants, graded by real jobs."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.authoring.audit import (
    Audited,
    Lot,
    audit_mutants,
    audited,
    examples_alone,
    in_a_hurry,
    killer,
    lot,
    references,
)
from grader.authoring.audit.mutants import Mutant, mutants
from grader.authoring.audit.records import RECORDS, Record, read_records, stanza
from grader.cli import main
from grader.course.catalog import PUBLIC_SEED, Catalog, CatalogError, read_catalog
from grader.grading.rows import grade_rows
from grader.prepared.folder import MANIFEST, manifest_bytes, read_manifest
from grader.prepared.records import ExamplesRecord, RaisesRecord
from grader.verdicts import CheckReport, Kind, Report, Verdict

COURSE = Path(__file__).parents[2]
# The one change of scale_and_shift's reference that its cases can't see: they hold arrays alone.
CONVERSION = "np.asarray(x) → x"
ENDLESS = "def scale_and_shift(x, a=1.0):\n    while True:\n        pass\n"

Audit = Callable[..., tuple[int, str]]


@pytest.fixture
def course(toy_catalog: Catalog, tmp_path: Path) -> Catalog:
    """Return the made-up exercises, prepared, in a folder that a test may change."""
    shutil.copytree(toy_catalog.root, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    return read_catalog(tmp_path / "course")


@pytest.fixture
def toys(course: Catalog) -> Lot:
    """Return the mutants of scale_and_shift."""
    return lot(course, course.entries["scale_and_shift"], PUBLIC_SEED)


@pytest.fixture
def audit(course: Catalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Audit:
    """Return a function that audits scale_and_shift on the command line: its exit status, and what it prints."""
    monkeypatch.chdir(course.root)

    def run(records: str = "") -> tuple[int, str]:
        (course.root / "solutions/toy/scale_and_shift" / RECORDS).write_text(records, encoding="utf-8")
        with pytest.raises(SystemExit) as ended:
            main(["audit", "scale_and_shift", "--jobs", "1"])
        return int(str(ended.value.code)), capsys.readouterr().out

    return run


def graded(lot: Lot, folder: Path) -> Audited:
    """Return what becomes of a lot's mutants, graded by one job."""
    heard: list[None] = []
    (found,) = audit_mutants([lot], {lot.entry.exercise: 0.0}, folder, 1, lambda: heard.append(None))
    assert len(heard) == found.mutants == len(lot.mutants)
    return found


def only(lot: Lot, *changes: str) -> Lot:
    """Return the lot with the mutants of these changes alone."""
    chosen = tuple(m for m in lot.mutants if m.change in changes)
    assert {m.change for m in chosen} == set(changes)
    return replace(lot, mutants=chosen)


def by_change(lot: Lot, change: str) -> Mutant:
    (found,) = only(lot, change).mutants
    return found


def recorded(mutant: Mutant, reason: str = "x is an array") -> Record:
    return Record(mutant.hash, mutant.change, reason)


def as_toml(record: Record) -> str:
    return f'[[mutant]]\nhash = "{record.hash}"\nchange = "{record.change}"\nreason = "{record.reason}"\n'


def report_of(verdict: Verdict, *checks: CheckReport, score: float | None = 0.0) -> Report:
    return Report("toy/scale_and_shift", verdict, score, 8.0, checks=checks)


def check_of(name: str, verdict: Verdict) -> CheckReport:
    return CheckReport(name, Kind.VALUE, verdict, 0.0, 4.0)


RIGHT = report_of(Verdict.PASS, check_of("values", Verdict.PASS), score=8.0)
WRONG = report_of(Verdict.FAIL, check_of("values", Verdict.PASS), check_of("kinds", Verdict.FAIL))


def test_a_survivor_without_a_record_fails_and_is_shown_with_the_record_to_write(audit: Audit, toys: Lot) -> None:
    status, printed = audit()
    survivor = by_change(toys, CONVERSION)
    assert status == 1
    assert f"{len(toys.mutants)} mutants, {len(toys.mutants) - 1} killed" in printed
    assert f"survivor solutions/toy/scale_and_shift/reference.py:{survivor.line}\n" in printed
    assert "-    return a * np.asarray(x) + 1.0\n    +    return a * x + 1.0\n" in printed
    pasted = "\n".join(line.strip() for line in printed.partition("[[mutant]]")[2].splitlines())
    assert msgspec.toml.decode(pasted.encode())["hash"] == survivor.hash


def test_a_recorded_survivor_passes(audit: Audit, toys: Lot) -> None:
    status, printed = audit(as_toml(recorded(by_change(toys, CONVERSION))))
    assert status == 0
    assert f"{len(toys.mutants) - 1} killed (100.0 %), 1 equivalent" in printed
    assert "survivor" not in printed


def test_a_record_that_is_stale_or_refuted_fails_and_is_named(audit: Audit, toys: Lot) -> None:
    stale = Record("0123456789abcdef", "x → y", "it was so once")
    refuted = recorded(by_change(toys, "a == 0 → a != 0"))
    status, printed = audit("\n".join(map(as_toml, (stale, refuted, recorded(by_change(toys, CONVERSION))))))
    assert status == 1
    lines = [line for line in printed.splitlines() if RECORDS in line]
    assert len(lines) == 2
    assert "0123456789abcdef (x → y) is no mutant" in lines[0]
    assert f"{refuted.hash} (a == 0 → a != 0) isn't equivalent: 'examples' kills it" in lines[1]


def test_what_no_check_looks_at_survives(toys: Lot, tmp_path: Path) -> None:
    raises = only(toys, "raise ValueError() → nothing", "raise ValueError() → raise Exception")
    assert dict(graded(raises, tmp_path / "all").killers) == {"errors": 2}
    manifest = read_manifest(toys.prepared)
    checks = [check for check in manifest.checks if not isinstance(check, RaisesRecord)]
    blind = manifest_bytes(msgspec.structs.replace(manifest, checks=checks))
    (toys.prepared / MANIFEST).write_bytes(blind)
    assert graded(raises, tmp_path / "blind").survivors == raises.mutants


def test_a_mutant_that_an_example_ends_is_spared_the_other_cases(toys: Lot, tmp_path: Path) -> None:
    brief = examples_alone(toys, tmp_path / "examples")
    rows = [brief.row("wrong", "def scale_and_shift(x, a=1.0):\n    return x\n"), brief.row("right", toys.reference)]
    reports = {row.student: graded.report for row, graded in grade_rows(rows, 1)}
    assert {check.name for check in reports["wrong"].checks} <= {"examples", "purity"}
    assert {name: killer(report) for name, report in reports.items()} == {"wrong": "examples", "right": ""}


def test_mutants_of_an_exercise_without_examples_are_killed_by_its_checks(toys: Lot, tmp_path: Path) -> None:
    manifest = read_manifest(toys.prepared)
    (example, *checks) = manifest.checks
    assert isinstance(example, ExamplesRecord)
    (toys.prepared / MANIFEST).write_bytes(manifest_bytes(msgspec.structs.replace(manifest, checks=checks)))
    found = graded(only(toys, "raise ValueError() → nothing", CONVERSION), tmp_path / "copies")
    assert dict(found.killers) == {"errors": 1}
    assert [mutant.change for mutant in found.survivors] == [CONVERSION]


def test_an_endless_loop_is_ended_at_a_short_deadline(toys: Lot, tmp_path: Path) -> None:
    hurried = in_a_hurry(toys, 0.0, tmp_path / "copies")
    ((_, graded),) = grade_rows([hurried.row("loop", ENDLESS)], 1)
    report = graded.report
    assert (report.verdict, killer(report)) == (Verdict.TIMEOUT, "examples")
    assert "no answer within 0.5 s" in report.checks[0].message


def test_a_calls_deadline_follows_the_reference_and_is_never_longer_than_a_students(toys: Lot, tmp_path: Path) -> None:
    seconds = {0.0: 0.5, 0.2: 1.0, 60.0: read_manifest(toys.prepared).call_seconds}
    for reference, call in seconds.items():
        hurried = in_a_hurry(toys, reference, tmp_path / str(reference))
        assert read_manifest(hurried.prepared).call_seconds == pytest.approx(call)
        assert hurried.mutants == toys.mutants


def test_a_reference_that_the_judge_refuses_is_an_error_and_not_a_hundred_killed_mutants(toys: Lot) -> None:
    with pytest.raises(CatalogError, match=r"toy/scale_and_shift: the reference itself ends FAIL \(examples"):
        references([replace(toys, reference="def scale_and_shift(x, a=1.0):\n    return x\n")], 1)


def test_a_reference_that_passes_says_how_long_it_took(toys: Lot) -> None:
    seconds = references([toys], 1)
    assert list(seconds) == ["toy/scale_and_shift"]
    assert seconds["toy/scale_and_shift"] > 0


def test_an_exercise_without_its_solution_cant_be_audited(course: Catalog) -> None:
    entry = replace(course.entries["scale_and_shift"], solution=None)
    with pytest.raises(CatalogError, match="toy/scale_and_shift has no solution"):
        lot(course, entry, PUBLIC_SEED)


def test_a_mutant_on_which_the_judge_fails_is_neither_killed_nor_a_survivor(toys: Lot) -> None:
    (mutant, other) = toys.mutants[:2]
    broken = replace(report_of(Verdict.INTERNAL, score=None), message="a bug")
    found = audited(toys, {mutant: broken, other: RIGHT})
    assert (found.killed, found.survivors, found.internal) == (0, (other,), ((mutant, "a bug"),))
    assert not found.is_clean


def test_the_judges_own_failure_exits_with_3(audit: Audit, monkeypatch: pytest.MonkeyPatch, toys: Lot) -> None:
    broken = replace(report_of(Verdict.INTERNAL, score=None), message="a bug")
    found = audited(toys, {toys.mutants[0]: broken})
    monkeypatch.setattr("grader.authoring.audit.course.audit", lambda *_arguments: [found])
    status, printed = audit()
    assert status == 3
    assert f"INTERNAL: {toys.mutants[0].change}: a bug" in printed


def test_records_are_held_against_the_reports(toys: Lot) -> None:
    one, two, three, four = toys.mutants[:4]
    records = (recorded(one), recorded(two), Record("feed", "", "gone"))
    found = audited(replace(toys, records=records), {one: RIGHT, two: WRONG, three: RIGHT, four: WRONG})
    assert found.equivalent == (records[0],)
    assert found.refuted == ((records[1], "kinds"),)
    assert found.stale == (records[2],)
    assert found.survivors == (three,)
    assert dict(found.killers) == {"kinds": 2}


@pytest.mark.parametrize(
    ("report", "name"),
    [
        (RIGHT, ""),
        (WRONG, "kinds"),
        (report_of(Verdict.ERROR), "loading"),
        (replace(RIGHT, score=7.0), "points"),
        (replace(RIGHT, checks=(*RIGHT.checks, check_of("speed", Verdict.SKIPPED))), ""),
    ],
)
def test_the_killer_is_the_first_check_that_fails(report: Report, name: str) -> None:
    assert killer(report) == name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[[mutant]]\nhash = "ab"\nchange = "x → y"\nreason = " "\n', "ab has no reason"),
        ('[[mutant]]\nhash = "ab"\nchange = "x → y"\n', "missing required field `reason`"),
        ('[[mutants]]\nhash = "ab"\nchange = "x → y"\nreason = "so"\n', "unknown field `mutants`"),
        (2 * '[[mutant]]\nhash = "ab"\nchange = "x → y"\nreason = "so"\n', "recorded twice: ab"),
    ],
)
def test_a_record_that_says_too_little_is_an_error(tmp_path: Path, text: str, found: str) -> None:
    (tmp_path / RECORDS).write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=found):
        read_records(tmp_path)


def test_what_is_printed_to_paste_lacks_nothing_but_the_reason(tmp_path: Path) -> None:
    mutant = Mutant("x = 'same'\n", 3, 'x["w1"] → "not \\ σ"')
    (tmp_path / RECORDS).write_text(stanza(mutant), encoding="utf-8")
    with pytest.raises(CatalogError, match=f"{mutant.hash} has no reason"):
        read_records(tmp_path)
    (tmp_path / RECORDS).write_text(stanza(mutant).replace("why no", "since no"), encoding="utf-8")
    (record,) = read_records(tmp_path)
    assert (record.hash, record.change) == (mutant.hash, mutant.change)


def test_no_file_is_no_records(tmp_path: Path) -> None:
    assert read_records(tmp_path) == ()


@pytest.mark.parametrize(
    "folder", [path.parent for path in sorted(COURSE.glob(f"solutions/*/*/{RECORDS}"))], ids=lambda path: path.name
)
def test_every_record_of_the_course_names_a_mutant(folder: Path) -> None:
    known = {m.hash: m.change for m in mutants((folder / "reference.py").read_text(encoding="utf-8"))}
    records = read_records(folder)
    assert records
    assert [known.get(record.hash) for record in records] == [record.change for record in records]
