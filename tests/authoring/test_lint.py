"""Made-up courses of one small exercise, each wrong in one way; and the course itself."""

import itertools
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from grader.authoring.lint import Finding, Linted
from grader.authoring.lint.course import lint
from grader.authoring.lint.rules import manifest_findings, report_findings
from grader.authoring.lint.sources import FILES, file_findings, solutions_without_stub
from grader.authoring.lint.trials import Role, Trial, as_code, cheat_sources, trials
from grader.cli import main
from grader.course.catalog import PUBLIC_SEED, Catalog, Entry, read_catalog
from grader.grading.job import Job
from grader.grading.rows import grade
from grader.prepared.folder import Prepared, read_prepared
from grader.prepared.records import Places
from grader.progress import silent
from grader.sandbox.wire import Rng
from grader.submission import Source
from grader.verdicts import CheckReport, Kind, Report, Verdict

COURSE = Path(__file__).parents[2]

STUB = '''
import numpy as np


def SLUG(x: np.ndarray, a: float = 2.0) -> np.ndarray:
    """Return a·x + 1; ValueError where a is 0.

    Example: x [1, 2], a 3 gives [4, 7].
    """
    raise NotImplementedError
'''
REFERENCE = """
def SLUG(x, a=2.0):
    if a == 0:
        raise ValueError("a is 0")
    return a * x + 1.0
"""
ALTERNATIVES = """
def loops(x, a=2.0):
    if a == 0:
        raise ValueError
    return [a * entry + 1.0 for entry in x.tolist()]
"""
MISCONCEPTIONS = '''
def forgets_the_shift(x, a=2.0):
    """You scale, and forget to add 1."""
    if a == 0:
        raise ValueError
    return a * x


def shifts_first(x, a=2.0):
    """You add 1 before you scale."""
    if a == 0:
        raise ValueError
    return a * (x + 1.0)


def takes_any_scale(x, a=2.0):
    """You let a be 0."""
    return a * x + 1.0
'''
PROPERTIES = '''
import numpy as np


def twice_the_scale(call, x, a):
    """Twice the scale gives twice the distance from 1."""
    return call(x, 2 * a) - 1, 2 * (call(x, a) - 1)
'''
SPEC = """
import numpy as np

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, Raises, case, example

from .properties import twice_the_scale


def row(*values):
    return np.array(values, np.float64)


def oracle(x, a=2.0):
    return np.add(np.multiply(x, a), 1.0)


@st.composite
def drawn(draw):
    return Case("drawn", (draw(st.arrays((draw(st.whole(1, 4)),))),), draw(st.options(a=st.sampled_from([3.0, -0.5]))))


VALUES = Inputs(
    ladder=[case("one entry", row(2)), case("two entries", row(1, -2)), case("scale 3", row(1, 5), a=3.0)],
    drawn=drawn(),
    count=5,
)
ERRORS = Inputs(ladder=[case("one", row(1), 0.0), case("two", row(1, 2), 0.0), case("none", row(), 0.0)])
LAW = Inputs(ladder=[case("one", row(1), 1.0), case("two", row(1, 2), 3.0)])

EXERCISE = Exercise(
    entry="SLUG",
    oracle=oracle,
    checks=[
        Examples(example("by 3", row(4, 7), row(1, 2), 3.0)),
        Matches("values", inputs=VALUES, points=6),
        # more checks
        Raises(ValueError, on=ERRORS, points=2),
        Holds(twice_the_scale, inputs=LAW, points=2),
    ],
    hints=["Broadcasting does the loop."],
)
"""
TEXTS = dict(zip(FILES, (REFERENCE, ALTERNATIVES, MISCONCEPTIONS, PROPERTIES, SPEC), strict=True)) | {"stub": STUB}


def another_check(inputs: str) -> tuple[str, str, str]:
    """Return the change that adds a second `Matches`, worth 5 points, to the spec."""
    return "spec.py", "# more checks", f"Matches('more', inputs={inputs}, points=5),"


def always(arguments: str, ladder: str = "") -> str:
    """Return the code of inputs that draw the same arguments again and again."""
    return f"Inputs(ladder=[{ladder}], drawn=st.just(Case('', ({arguments}))))"


# What differs from the clean exercise: (file, text, other text).
BROKEN: Mapping[str, list[tuple[str, str, str]]] = {
    "clean": [],
    "impure_reference": [
        ("reference.py", "    return a * x + 1.0", "    y = a * x + 1.0\n    x.fill(0.0)\n    return y")
    ],
    "impure_alternative": [
        ("alternatives.py", "    return [", "    x, given = x.copy(), x\n    given.fill(0.0)\n    return [")
    ],
    "constant_answer": [another_check(always("row(1, 2), 3.0"))],
    "zero_answer": [another_check(always("row(-2, -2), 0.5"))],
    "echoed_answer": [another_check(always("row(-1, -1), 2.0"))],
    "published_answer": [another_check(always("row(-2, -2), 0.5", "case('', row(1, 2), 3.0)"))],
    "right_misconception": [("misconceptions.py", "return a * (x + 1.0)", "return a * x + 1.0")],
    "rare_misconception": [("misconceptions.py", "return a * (x + 1.0)", "return a * x + 1.0 + (x.size == 1)")],
    "twin_misconceptions": [("misconceptions.py", "return a * (x + 1.0)", "return a * x + 0.0")],
    "idle_law": [("properties.py", "return call(x, 2 * a) - 1, 2 * (call(x, a) - 1)", "return 0 * call(x, a), 0 * x")],
    "free_check": [("spec.py", "Holds(twice_the_scale, inputs=LAW, points=2)", "Holds(twice_the_scale, LAW, 0)")],
    "odd_points": [("spec.py", "points=6", "points=7")],
    "no_hints": [("spec.py", '"Broadcasting does the loop."', '" "')],
    "long_diagnosis": [("misconceptions.py", "You let a be 0.", "You let a be 0. " + 15 * "It is never allowed. ")],
    "no_diagnosis": [("misconceptions.py", '"""You let a be 0."""', "")],
    "shared_diagnosis": [("misconceptions.py", "You let a be 0.", "You add 1 before you scale.")],
}


def write_exercise(root: Path, slug: str, changes: list[tuple[str, str, str]], unit: str = "lint") -> Entry:
    texts = dict(TEXTS)
    for name, text, other in changes:
        assert text in texts[name]
        texts[name] = texts[name].replace(text, other)
    stub, folder = root / "exercises" / unit / f"{slug}.py", root / "solutions" / unit / slug
    folder.mkdir(parents=True)
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text(texts.pop("stub").replace("SLUG", slug), encoding="utf-8")
    for name, text in texts.items():
        (folder / name).write_text(text.replace("SLUG", slug), encoding="utf-8")
    return Entry(unit, slug, stub, folder)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Return a prepared course that holds the exercises of BROKEN."""
    from grader.authoring.prepare import prepare  # noqa: PLC0415 - Hypothesis is slow to import, for tests without it

    root = tmp_path_factory.mktemp("lint")
    for slug, changes in BROKEN.items():
        write_exercise(root, slug, changes)
    catalog = read_catalog(root)
    for entry in catalog.entries.values():
        prepare(catalog, entry, PUBLIC_SEED)
    return catalog


@pytest.fixture(scope="module")
def linted(course: Catalog) -> dict[str, Linted]:
    """Return what lint finds in each exercise of the course."""
    entries = list(course.entries.values())
    return {one.exercise.removeprefix("lint/"): one for one in lint(course, entries, jobs=2, progress=silent)}


def found(linted: dict[str, Linted], slug: str) -> list[str]:
    """Return the findings of an exercise, without the folder of its solution."""
    return [str(finding).replace(f"solutions/lint/{slug}/", "") for finding in linted[slug].findings]


def prepared(course: Catalog, slug: str = "clean") -> Prepared:
    return read_prepared(course.prepared(slug, PUBLIC_SEED))


# What the judge says of the made-up submissions.


def test_a_clean_exercise_has_no_findings(linted: dict[str, Linted]) -> None:
    clean = linted["clean"]
    assert clean.findings == ()
    assert (clean.alternatives, clean.misconceptions, clean.cases) == (1, 3, 14)


def test_a_reference_must_score_full(linted: dict[str, Linted]) -> None:
    changed = "'purity': your function changes its argument `x`; work on a copy instead"
    assert found(linted, "impure_reference") == [
        f"reference.py: impure_reference scores 4 of 10 points ({changed}), full points expected"
    ]


def test_an_alternative_must_score_full(linted: dict[str, Linted]) -> None:
    (line,) = found(linted, "impure_alternative")
    assert line.startswith("alternatives.py: loops scores 4 of 10 points (")
    assert line.endswith("), full points expected")


@pytest.mark.parametrize(
    ("slug", "cheats"),
    [
        ("constant_answer", ["returns the first example's answer", "knows the published examples, and returns zeros"]),
        ("echoed_answer", ["returns its argument x"]),
        ("published_answer", ["knows the published examples, and returns zeros"]),
        (
            "zero_answer",
            [
                "returns zeros like x",
                "returns zeros in the shape of the right answer",
                "knows the published examples, and returns zeros",
            ],
        ),
    ],
)
def test_a_check_that_a_cheat_passes_is_found(linted: dict[str, Linted], slug: str, cheats: list[str]) -> None:
    lines = found(linted, slug)
    assert all(line.startswith("spec.py: a submission that ") and line.endswith(", 0 expected") for line in lines)
    assert [line.removeprefix("spec.py: a submission that ").partition(" scores ")[0] for line in lines] == [
        cheat + " else" if cheat.startswith("knows") else cheat for cheat in cheats
    ]
    assert all("of 15 points (by 'more'" in line for line in lines)


def test_a_misconception_must_fail(linted: dict[str, Linted]) -> None:
    assert found(linted, "right_misconception") == [
        "misconceptions.py: shifts_first scores 10 of 10 points (PASS), less than full points expected"
    ]


def test_a_misconception_that_is_seldom_wrong_is_not_diagnosed(linted: dict[str, Linted]) -> None:
    assert found(linted, "rare_misconception") == [
        "misconceptions.py: shifts_first isn't diagnosed (rungs and edges where it is wrong: 1, at least 3 needed); "
        "itself alone expected"
    ]


def test_two_misconceptions_that_nothing_tells_apart_are_found(linted: dict[str, Linted]) -> None:
    names = ("forgets_the_shift", "shifts_first")
    assert found(linted, "twin_misconceptions") == [
        f"misconceptions.py: {one} isn't diagnosed (no rung or edge tells it from {other}); itself alone expected"
        for one, other in itertools.permutations(names)
    ]


def test_a_misconception_that_is_diagnosed_as_another_is_found(course: Catalog) -> None:
    exercise = prepared(course)
    assert findings_on(exercise, Role.WRONG, "shifts_first", "takes_any_scale") == [
        "solutions/lint/clean/misconceptions.py: shifts_first is diagnosed as takes_any_scale; itself alone expected"
    ]


def test_a_check_that_only_cheats_fail_is_found(linted: dict[str, Linted]) -> None:
    assert found(linted, "idle_law") == [
        "spec.py: the check 'twice_the_scale' fails no misconception, only cheats (8); a misconception expected"
    ]


@pytest.mark.parametrize(
    ("slug", "lines"),
    [
        (
            "free_check",
            [
                "spec.py: the check 'twice_the_scale' gives 0 points, more than 0 expected",
                "spec.py: the points add up to 8, a multiple of 5 expected",
            ],
        ),
        ("odd_points", ["spec.py: the points add up to 11, a multiple of 5 expected"]),
        ("no_hints", ["spec.py: no hints, at least one expected"]),
        (
            "long_diagnosis",
            ["misconceptions.py: the docstring of takes_any_scale has 330 characters, at most 300 expected"],
        ),
        ("no_diagnosis", ["misconceptions.py: takes_any_scale has no docstring, its diagnosis expected"]),
        (
            "shared_diagnosis",
            ["misconceptions.py: takes_any_scale has the docstring of shifts_first, a diagnosis of its own expected"],
        ),
    ],
)
def test_a_wrong_declaration_is_found(linted: dict[str, Linted], slug: str, lines: list[str]) -> None:
    assert found(linted, slug) == lines


def test_a_matches_without_drawn_cases_is_found(course: Catalog) -> None:
    manifest, texts = prepared(course).manifest, prepared(course).texts
    checks = [msgspec.structs.replace(check, places=Places(check.places.rungs)) for check in manifest.checks]
    assert [str(finding) for finding in manifest_findings(msgspec.structs.replace(manifest, checks=checks), texts)] == [
        "solutions/lint/clean/spec.py: the check 'values' holds no drawn cases, some expected"
    ]


def findings_on(exercise: Prepared, role: Role, name: str, named: str = "", **changes: object) -> list[str]:
    """Return the findings on a failing report of one submission, beside those on checks that nothing fails."""
    manifest = exercise.manifest
    failing = CheckReport("values", Kind.VALUE, Verdict.FAIL, 0.0, 6.0, "wrong", named=named)
    report = Report(manifest.exercise, Verdict.FAIL, 0.0, 10.0, checks=(failing,))
    file = "misconceptions.py" if role is Role.WRONG else "cheat.py"
    trial = Trial(role, name, Source(file, ("",)), manifest.entry)
    lines = map(str, report_findings(exercise, {trial: replace(report, **changes)}))
    return [line for line in lines if "fails no misconception" not in line]


@pytest.mark.parametrize("changes", [{"verdict": Verdict.INTERNAL, "score": None}, {"checks": ()}])
def test_a_submission_that_nothing_was_checked_on_proves_nothing(course: Catalog, changes: dict[str, object]) -> None:
    (line,) = findings_on(prepared(course), Role.CHEAT, "returns None", message="broken", **changes)
    assert line.startswith("solutions/lint/clean/spec.py: a submission that returns None ended ")
    assert line.endswith(" (broken), a verdict on it expected")


def test_a_cheat_without_points_is_no_finding(course: Catalog) -> None:
    assert findings_on(prepared(course), Role.CHEAT, "returns None") == []


# The cheats themselves: one that doesn't do what its name says would prove nothing.


def passed_by(course: Catalog, job: Job, cheat: str) -> set[str]:
    """Return the checks of the clean exercise that a cheat passes."""
    exercise, entry = prepared(course), course.entries["clean"]
    (trial,) = [trial for trial in trials(exercise, entry) if trial.name == cheat]
    report = grade(exercise, trial.source, job)
    assert report.message == ""  # no statement of it failed
    return {check.name for check in report.checks if check.verdict is Verdict.PASS}


@pytest.mark.parametrize(
    ("cheat", "checks"),
    [
        ("is the untouched stub", set()),
        ("always raises NotImplementedError", set()),
        ("always raises ValueError", {"errors"}),
        ("returns None", {"purity"}),
        ("returns its argument x", {"purity"}),
        ("returns the first example's answer", {"examples", "purity"}),
        ("returns zeros in the shape of the right answer", {"errors", "purity"}),
        ("knows the published examples, and returns zeros else", {"examples", "errors", "purity"}),
    ],
)
def test_a_cheat_passes_what_it_is_made_for(course: Catalog, job: Job, cheat: str, checks: set[str]) -> None:
    assert passed_by(course, job, cheat) == checks


def test_a_cheat_calls_and_answers_as_the_stub_does(course: Catalog) -> None:
    cheats = cheat_sources(prepared(course), STUB.replace("SLUG", "clean"), REFERENCE.replace("SLUG", "clean"))
    assert "def clean(x: np.ndarray, a: float=2.0) -> np.ndarray:\n    return a\n" in cheats["returns its argument a"]
    assert cheats["is the untouched stub"] == STUB.replace("SLUG", "clean")


def test_answers_of_any_kind_become_code() -> None:
    nan, inf = float("nan"), float("inf")
    value = {"loss": (1.5, None, nan), "w": np.array([[inf, -0.0]], np.float32), "none": np.zeros((0, 3)), "s": "a"}
    again = eval(as_code(value), {"np": np, "nan": nan, "inf": inf})  # noqa: S307 - our own code
    assert again["w"].dtype == np.float32
    assert again["w"].tobytes() == value["w"].tobytes()
    assert again["none"].shape == (0, 3)
    assert repr(again["loss"]) == "[1.5, None, nan]"
    assert again["s"] == "a"
    assert as_code([Rng(3)]) == "[_any]"


# What the files say.


def file_lines(tmp_path: Path, *changes: tuple[str, str, str]) -> list[str]:
    entry = write_exercise(tmp_path, "broken", list(changes))
    return [str(finding) for finding in file_findings(entry)]


def test_files_in_order_have_no_findings(tmp_path: Path) -> None:
    assert file_lines(tmp_path) == []


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_of_a_solution_is_found(tmp_path: Path, name: str) -> None:
    entry = write_exercise(tmp_path, "broken", [])
    (tmp_path / "solutions" / "lint" / "broken" / name).unlink()
    assert list(map(str, file_findings(entry))) == [f"solutions/lint/broken/{name}: isn't there, a file expected"]


def test_a_stub_without_a_solution_is_found(tmp_path: Path) -> None:
    entry = replace(write_exercise(tmp_path, "broken", []), solution=None)
    (finding,) = file_findings(entry)
    assert str(finding).startswith("solutions/lint/broken/: isn't there, a folder with reference.py, ")


def test_a_solution_without_a_stub_is_found(tmp_path: Path) -> None:
    write_exercise(tmp_path, "paired", [])
    write_exercise(tmp_path, "alone", []).stub.unlink()
    (tmp_path / "solutions" / "lint" / "left_behind" / "__pycache__").mkdir(parents=True)
    assert solutions_without_stub(read_catalog(tmp_path)) == [
        Finding("solutions/lint/alone/", "no stub belongs to it, exercises/lint/alone.py expected")
    ]


@pytest.mark.parametrize(
    ("text", "other", "message"),
    [
        ('"""Return', '_ = """Return', "broken has no docstring, one with an example expected"),
        ("Example: x", "For x", "the docstring of broken shows no example, at least one expected"),
        ("raise NotImplementedError", "return x", "broken does something, `raise NotImplementedError` alone expected"),
        (
            "raise NotImplementedError",
            "x = 1\n    raise NotImplementedError",
            "broken does something, `raise NotImplementedError` alone expected",
        ),
        ("a: float = 2.0", "a: float = 1.0", "takes (x, a=1.0), (x, a=2.0) as the reference does expected"),
        ("a: float = 2.0", "a: float", "takes (x, a), (x, a=2.0) as the reference does expected"),
        ("a: float = 2.0", "*, a: float = 2.0", "takes (x, *, a=2.0), (x, a=2.0) as the reference does expected"),
        ("a: float = 2.0", "b: float = 2.0", "takes (x, b=2.0), (x, a=2.0) as the reference does expected"),
        ("def SLUG", "def slug", "defines no broken, a function of the file's name expected"),
        ("def SLUG(x", "def SLUG(x(", "can't be parsed (line 5): invalid syntax; Python expected"),
    ],
)
def test_a_wrong_stub_is_found(tmp_path: Path, text: str, other: str, message: str) -> None:
    lines = file_lines(tmp_path, ("stub", text, other))
    assert f"exercises/lint/broken.py: {message}" in lines
    assert len(lines) == (2 if other.startswith("_ =") else 1)  # an expression in place of the docstring does something


def test_a_reference_without_the_function_is_found(tmp_path: Path) -> None:
    assert file_lines(tmp_path, ("reference.py", "def SLUG", "def other")) == [
        "solutions/lint/broken/reference.py: defines no broken, a function expected"
    ]


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("from .reference import broken", ".reference"),
        ("from . import reference", ".reference"),
        ("from solutions.lint.broken.reference import broken", "solutions.lint.broken.reference"),
        ("import scipy.special as special", "scipy.special"),
        ("def _late():\n    import tensorflow", "tensorflow"),
    ],
)
def test_laws_import_numpy_and_the_standard_library_alone(tmp_path: Path, statement: str, name: str) -> None:
    changed = ("properties.py", "import numpy as np\n", f"import math, numpy.typing\n{statement}\n")
    assert file_lines(tmp_path, changed) == [
        f"solutions/lint/broken/properties.py: imports {name}, NumPy and the standard library alone expected"
    ]


def test_a_law_without_a_docstring_is_found(tmp_path: Path) -> None:
    removed = ("properties.py", '"""Twice the scale gives twice the distance from 1."""', "")
    assert file_lines(tmp_path, removed) == [
        "solutions/lint/broken/properties.py: the law twice_the_scale has no docstring, "
        "what a student reads of it expected"
    ]


# The command.


def run_lint(monkeypatch: pytest.MonkeyPatch, folder: Path, *arguments: str) -> int:
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as exited:
        main(["lint", *arguments])
    assert isinstance(exited.value.code, int)
    return exited.value.code


def test_a_clean_exercise_is_one_line_and_exit_0(
    course: Catalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_lint(monkeypatch, course.root, "clean") == 0
    line, summary = capsys.readouterr().out.splitlines()
    assert line.startswith("lint/clean  clean: 1 alternative, 3 misconceptions, 14 cases, ")
    assert summary == "1 exercise, 0 findings"


def test_findings_are_a_line_each_and_exit_1(
    course: Catalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_lint(monkeypatch, course.root, "lint/no_hints", "clean") == 1
    clean, finding, summary = capsys.readouterr().out.splitlines()
    assert clean.startswith("lint/clean     clean: ")
    assert finding == "solutions/lint/no_hints/spec.py: no hints, at least one expected"
    assert summary == "2 exercises, 1 finding"


def test_what_the_files_show_is_said_without_preparing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_exercise(tmp_path, "silent", [("stub", "Example", "")])
    write_exercise(tmp_path, "alone", []).stub.unlink()
    assert run_lint(monkeypatch, tmp_path) == 1
    assert capsys.readouterr().out.splitlines() == [
        "solutions/lint/alone/: no stub belongs to it, exercises/lint/alone.py expected",
        "exercises/lint/silent.py: the docstring of silent shows no example, at least one expected",
        "1 exercise, 2 findings",
    ]
    assert not (tmp_path / ".prepared").exists()


def test_a_session_of_python_is_an_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_exercise(tmp_path, "silent", [("stub", "Example", ">>> silent(")])
    write_exercise(tmp_path, "alone", []).stub.unlink()  # so that nothing is prepared
    assert run_lint(monkeypatch, tmp_path) == 1
    assert "shows no example" not in capsys.readouterr().out


def test_a_slug_in_two_units_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_exercise(tmp_path, "twice", [])
    write_exercise(tmp_path, "twice", [], unit="other")
    assert run_lint(monkeypatch, tmp_path) == 2
    assert "error: two exercises are called twice: " in capsys.readouterr().err


def test_a_pack_has_nothing_to_lint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / ".prepared").mkdir()
    assert run_lint(monkeypatch, tmp_path) == 2
    assert "error: there is no `solutions/`" in capsys.readouterr().err


def lint_lines(root: Path) -> Iterator[str]:
    """Return what `grader lint` prints in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "grader", "lint"], cwd=root, capture_output=True, text=True)
    assert done.stderr.startswith("preparing"), done.stderr
    return iter(done.stdout.splitlines())


@pytest.mark.slow
def test_an_exercise_that_cannot_be_prepared_is_a_finding_and_the_others_are_graded(tmp_path: Path) -> None:
    write_exercise(tmp_path, "disagrees", [("alternatives.py", "+ 1.0", "+ 2.0")])
    write_exercise(tmp_path, "right", [])
    write_exercise(
        tmp_path, "stops", [("spec.py", "def drawn(draw):", "def drawn(draw):\n    raise OSError('no draws')")]
    )
    disagrees, right, stops, summary = lint_lines(tmp_path)
    assert disagrees.startswith(
        "solutions/lint/disagrees/: can't be prepared: lint/disagrees: case 'by 3' is refused: "
    )
    assert right.startswith("lint/right      clean: 1 alternative")
    assert stops.startswith("solutions/lint/stops/: can't be prepared: ")
    assert summary == "3 exercises, 2 findings"


@pytest.mark.slow
def test_the_course_is_right(tmp_path: Path) -> None:
    for folder in ("exercises", "solutions"):
        (tmp_path / folder).symlink_to(COURSE / folder, target_is_directory=True)
    *lines, summary = lint_lines(tmp_path)
    count = len(read_catalog(COURSE).entries)
    assert summary == f"{count} exercises, 0 findings", "\n".join(lines)
    assert sum("  clean: " in line for line in lines) == count
