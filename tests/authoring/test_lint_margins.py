"""Margins of made-up exercises whose right answers and misconceptions are off by known shares of the tolerance."""

from collections.abc import Callable
from dataclasses import replace
from math import inf, isclose

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring.lint.margins import (
    EXACT,
    Margin,
    Margins,
    error_share,
    margin_findings,
    measure,
    rarity,
    table,
    wrong_margins,
)
from grader.authoring.solutions import Solution, load_solution
from grader.cli import main
from grader.course.catalog import PUBLIC_SEED, Catalog, read_catalog
from grader.judge.checks.compare import Tolerance, compare
from grader.prepared.folder import Prepared, read_prepared

FILES = {
    "reference.py": """
def SLUG(x):
    return x * 2.0
""",
    "alternatives.py": """
def a_little_off(x):
    return x * 2.0 * (1.0 + 1e-11)
""",
    "misconceptions.py": '''
import numpy as np


def halves(x):
    """You halve."""
    return x * 0.5


def half_done(x):
    """You leave the last entry."""
    return np.append(x[:-1] * 2.0, x[-1])


def slightly_off(x):
    """You are off by a little."""
    return x * 2.0 * (1.0 + 8e-9)


def wrong_shape(x):
    """You add an axis."""
    return x[None] * 2.0


def raises(x):
    """You raise."""
    raise KeyError("x")


def only_a_law_knows(x):
    """You are right on all values."""
    return x * 2.0
''',
    "properties.py": "",
    "spec.py": """
import numpy as np

from grader.authoring import strategies as st
from grader.exercise import Exercise, Inputs, Matches, case


def oracle(x):
    return x + x


def drawn(side, dtype):
    return st.calls(st.arrays((side,), 1.0, 2.0, dtype))


SHARED = Inputs(ladder=[case("two", np.array([1.0, 3.0]))], drawn=drawn(2, np.float64), count=12)
SINGLE = Inputs(ladder=[case("single", np.array([1.0], np.float32))], drawn=drawn(3, np.float32), count=7)

EXERCISE = Exercise(
    entry="SLUG",
    oracle=oracle,
    checks=[Matches("first", SHARED, 2), Matches("again", SHARED, 2), Matches("single", SINGLE, 1)],
    hints=["Two."],
)
""",
}
STUB = '''
import numpy as np


def SLUG(x: np.ndarray) -> np.ndarray:
    """Return 2·x. Example: 1 gives 2."""
    raise NotImplementedError
'''
SLUG = "double"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Return a prepared course of one exercise."""
    from grader.authoring.prepare import prepare  # noqa: PLC0415 - Hypothesis is slow to import, for tests without it

    root = tmp_path_factory.mktemp("margins")
    folder = root / "solutions" / "margins" / SLUG
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text.replace("SLUG", SLUG), encoding="utf-8")
    stub = root / "exercises" / "margins" / f"{SLUG}.py"
    stub.parent.mkdir(parents=True)
    stub.write_text(STUB.replace("SLUG", SLUG), encoding="utf-8")
    catalog = read_catalog(root)
    prepare(catalog, catalog.entries[SLUG], PUBLIC_SEED)
    return catalog


@pytest.fixture(scope="module")
def prepared(course: Catalog) -> Prepared:
    return read_prepared(course.prepared(SLUG, PUBLIC_SEED))


@pytest.fixture(scope="module")
def solution(course: Catalog) -> Solution:
    return load_solution(course.root, course.entries[SLUG])


@pytest.fixture(scope="module")
def margins(prepared: Prepared, solution: Solution) -> Margins:
    return measure(prepared, solution)


def right(margins: Margins, name: str, *, single: bool = False) -> Margin:
    (found,) = [margin for margin in margins.right if (margin.name, margin.single) == (name, single)]
    return found


def wrong(margins: Margins, name: str) -> Margin:
    (found,) = [margin for margin in margins.wrong if margin.name == name]
    return found


def lines(prepared: Prepared, margins: Margins) -> list[str]:
    return [str(finding) for finding in margin_findings(prepared.manifest, margins)]


# What is measured.


def test_the_worst_error_of_a_right_answer_is_a_share_of_the_tolerance(margins: Margins) -> None:
    # At the largest entry of a block the tolerance is 2·rtol·|expected|, with rtol 1e-9; the answer is off by 1e-11.
    assert right(margins, "a_little_off").share == pytest.approx(0.005, rel=1e-3)
    assert right(margins, "the oracle").share == 0.0
    assert right(margins, "the reference").share == 0.0


def test_float32_cases_are_apart_from_float64_ones(margins: Margins) -> None:
    single = margins.worst_right(single=True)
    assert single is not None
    assert 0.0 <= single.share < 1e-3  # rtol32 is 2e-4, and float32 rounds by 6e-8
    double = margins.worst_right(single=False)
    assert double == right(margins, "a_little_off")


def test_an_exercise_without_float32_cases_has_no_margin_there(margins: Margins) -> None:
    only_double = replace(margins, right=tuple(margin for margin in margins.right if not margin.single))
    assert only_double.worst_right(single=True) is None
    assert "  none  " in table([only_double])[1]


@pytest.mark.parametrize("name", ["wrong_shape", "raises"])
def test_a_wrong_shape_or_an_error_is_beyond_any_tolerance(margins: Margins, name: str) -> None:
    assert wrong(margins, name).share == inf


def test_a_misconceptions_margin_is_its_largest_error_on_some_case(margins: Margins) -> None:
    assert wrong(margins, "halves").share == pytest.approx(0.75 / 2e-9, rel=1e-3)
    assert wrong(margins, "slightly_off").share == pytest.approx(4.0, rel=1e-3)


def test_a_misconception_that_no_value_shows_has_no_margin(margins: Margins) -> None:
    assert wrong(margins, "only_a_law_knows").share == 0.0
    assert margins.narrowest_wrong == wrong(margins, "slightly_off")


def test_shared_inputs_count_once_among_the_drawn_cases(margins: Margins) -> None:
    assert (margins.drawn, margins.fewest) == (12 + 7, 7)


def test_only_the_part_that_a_check_compares_counts_for_a_misconception(prepared: Prepared) -> None:
    def off_by(part: int) -> float:
        first = msgspec.structs.replace(prepared.manifest.checks[0], part=part)
        manifest = msgspec.structs.replace(prepared.manifest, checks=[first])
        return {margin.name: margin.share for margin in wrong_margins(replace(prepared, manifest=manifest))}[
            "half_done"
        ]

    assert off_by(0) == 0.0
    assert off_by(1) > 1e8


def test_an_error_asked_for_that_does_not_come_is_beyond_any_tolerance(prepared: Prepared) -> None:
    def asking(error: str) -> Prepared:
        cases = [msgspec.structs.replace(case, expected=None, raises=error) for case in prepared.manifest.cases]
        return replace(prepared, manifest=msgspec.structs.replace(prepared.manifest, cases=cases))

    assert {margin.name: margin.share for margin in wrong_margins(asking("LookupError"))} == {
        "halves": inf, "half_done": inf, "slightly_off": inf, "wrong_shape": inf, "raises": 0.0, "only_a_law_knows": inf
    }  # fmt: skip


# What is found.


def test_a_misconception_near_the_tolerance_is_found(prepared: Prepared, margins: Margins) -> None:
    assert lines(prepared, margins) == [
        "solutions/margins/double/misconceptions.py: slightly_off is nowhere off by more than 4 tolerances, "
        "at least 10 on some case expected"
    ]


def test_a_right_answer_near_the_tolerance_is_found(prepared: Prepared, solution: Solution) -> None:
    def off(x: np.ndarray) -> np.ndarray:
        return x * 2.0 * (1.0 + 5e-10)

    def raising(x: np.ndarray) -> np.ndarray:
        raise ValueError(x)

    changed = replace(solution, reference=off, alternatives={"raising": raising})
    changed = replace(changed, exercise=replace(changed.exercise, oracle=off))
    folder = "solutions/margins/double/"
    found = [line.partition(" on the ") for line in lines(prepared, measure(prepared, changed))[:-1]]
    assert [(who, rest.partition(" case ")[0]) for who, _, rest in found] == [
        (f"{folder}reference.py: the reference is off by 0.25 of the tolerance", "float64"),
        (f"{folder}alternatives.py: raising is off by inf of the tolerance", "float64"),
        (f"{folder}spec.py: the oracle is off by 0.25 of the tolerance", "float64"),
        (f"{folder}alternatives.py: raising is off by inf of the tolerance", "float32"),
    ]
    assert all(rest.endswith(", at most 0.1 expected") for _, _, rest in found)


# How errors are measured.

FLOATS = st.floats(-1e6, 1e6)


@settings(deadline=None)
@given(st.lists(st.tuples(FLOATS, FLOATS), min_size=1, max_size=4), st.sampled_from([1e-9, 2e-4]))
def test_a_share_above_1_is_what_the_judge_calls_wrong(pairs: list[tuple[float, float]], rtol: float) -> None:
    expected, errors = np.array(pairs).T
    tolerance = Tolerance(rtol, 1.0)
    actual = expected + errors * rtol
    share = error_share(expected, actual, tolerance)
    if not isclose(share, 1.0, rel_tol=1e-9):
        assert (share > 1.0) == (compare(expected, actual, tolerance) is not None)


@pytest.mark.parametrize(
    "wrap", [lambda a, b: [a, b], lambda a, b: {"a": a, "b": b}, lambda a, b: ((a,), b), lambda a, b: [b, {"": a}]]
)
def test_the_worst_block_counts_wherever_it_is(wrap: Callable[..., object]) -> None:
    zeros, tolerance = np.zeros(2), Tolerance(1.0, 1.0)
    given, expected = wrap(np.array([0.5, 0.0]), np.array([0.0, -3.0])), wrap(zeros, zeros)
    assert error_share(expected, given, tolerance) == 3.0


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ([1.0, 2.0], [1.0]),
        ({"a": 1.0}, {"b": 1.0}),
        (1, 1.0 + 2.0**-40),
        (np.array([1, 2]), np.array([1, 3])),
        (None, 0.0),
        ("a", "b"),
        (np.zeros(2), np.array([0.0, np.nan])),
    ],
)
def test_no_tolerance_covers_what_is_compared_exactly(expected: object, actual: object) -> None:
    assert error_share(expected, actual, Tolerance(1.0, 1.0)) == inf


@pytest.mark.parametrize("value", [None, "a", 3, True, [], {}, np.array([1, 2]), np.array([np.inf, np.nan, 1.0])])
def test_an_equal_answer_has_no_error(value: object) -> None:
    assert error_share(value, value, Tolerance(1e-9, 1.0)) == 0.0


def test_an_error_far_below_the_tolerance_is_still_seen() -> None:
    assert error_share(np.array([1.0]), np.array([1.0 + 2.0**-40]), Tolerance(2.0**-12, 1.0)) == 2.0**-29
    assert EXACT < 2.0**-29


# How rare a fault is found.


def test_the_rarest_fault_that_is_found_follows_from_the_number_of_cases() -> None:
    assert rarity(460) == pytest.approx(0.01, rel=0.01)
    assert (rarity(0), rarity(1)) == (1.0, 0.99)


@settings(deadline=None)
@given(st.integers(1, 10_000))
def test_a_fault_of_that_rarity_is_missed_once_in_a_hundred(count: int) -> None:
    assert (1.0 - rarity(count)) ** count == pytest.approx(0.01, rel=1e-6)


# What is printed.


def test_the_table_names_the_worst_right_and_the_narrowest_wrong(margins: Margins) -> None:
    titles, line = table([margins])
    assert titles.split("  ")[0] == "exercise"
    cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
    assert cells[0] == "margins/double"
    assert cells[1:3] == [str(margins.cases), "0.005 a_little_off"]
    assert cells[4:] == ["4 slightly_off", "19", "21.5%", "7", "48.2%"]


def test_misconceptions_that_no_tolerance_covers_are_one_word(margins: Margins) -> None:
    never_near = replace(margins, wrong=(Margin("raises", inf),))
    assert "  inf all  " in table([never_near])[1]


def test_lint_prints_the_table_if_asked_and_the_findings_always(
    course: Catalog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def printed(*arguments: str) -> list[str]:
        monkeypatch.chdir(course.root)
        with pytest.raises(SystemExit) as exited:
            main(["lint", *arguments])
        assert exited.value.code == 1
        return capsys.readouterr().out.splitlines()

    without, asked = printed(), printed("--margins")
    finding = "solutions/margins/double/misconceptions.py: slightly_off is nowhere off by more than 4 tolerances, "
    assert finding + "at least 10 on some case expected" in without
    assert [line.split()[0] for line in asked if line not in without] == ["exercise", "margins/double"]
