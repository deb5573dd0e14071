"""Preparing: the same bytes wherever it runs, and a refusal where our own answers don't agree."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toys import CATALOGUE, SEED, toy

from grader.authoring.making import DIAGNOSING, CaseRefused, diagnosing
from grader.authoring.prepare import prepare, purity_cases
from grader.course.catalog import Catalog, CatalogError, read_catalog
from grader.prepared.folder import (
    MANIFEST,
    Blobs,
    Prepared,
    call_bytes,
    read_prepared,
)
from grader.prepared.records import (
    CaseRecord,
    GradientsRecord,
    HoldsRecord,
    Manifest,
    MatchesRecord,
    Places,
)

PREPARES = (
    "import sys\nfrom pathlib import Path\nfrom grader.authoring.prepare import prepare\n"
    "from grader.course.catalog import read_catalog\ncatalog = read_catalog(Path(sys.argv[1]))\n"
    "for slug in sys.argv[3:]:\n    prepare(catalog, catalog.find(slug), int(sys.argv[2]))\n"
)
SPEC = """
import numpy as np
from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Gradients, Holds, Inputs, Matches, Raises, case, example
from . import properties

def oracle(x):
    return {oracle}

INPUTS = Inputs(ladder=[case("one", np.array([1.0]))], drawn=st.calls(st.arrays((3,), 0.5, 2.0)), count=5)
EXERCISE = Exercise(entry="{entry}", oracle=oracle, hints=[], checks=[Matches("values", INPUTS, 1), {check}])
"""
REFERENCE = (
    "import numpy as np\ndef double(x):\n    if not x.size:\n        raise ValueError('empty')\n    return 2 * x\n"
)
LAW = (
    'def law(call, x):\n    """Ten times as much in, ten times as much out."""\n    return call(10 * x), 10 * call(x)\n'
)

Build = Callable[..., Manifest]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Return a function that writes an exercise called `double`, with any part changed, and prepares it.

    Its unit is this test's own, since Python imports a module of the same name once.
    """
    unit = f"unit_of_{tmp_path.parent.name.replace('-', '_')}_{tmp_path.name}"

    def made(
        check: str = "",
        oracle: str = "np.add(x, x)",
        entry: str = "double",
        stub: str = "def double(x):\n    raise NotImplementedError\n",
        **texts: str | None,
    ) -> Manifest:
        spec = SPEC.format(oracle=oracle, check=check, entry=entry)
        own = {"spec": spec, "reference": REFERENCE, "alternatives": "", "misconceptions": "", "properties": LAW}
        solution = tmp_path / "solutions" / unit / "double"
        for path, text in {
            tmp_path / "exercises" / unit / "double.py": stub,
            **{solution / f"{name}.py": text for name, text in {**own, **texts}.items() if text is not None},
        }.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path))
        catalog = read_catalog(tmp_path)
        try:
            return prepare(catalog, catalog.find("double"), SEED)
        except CatalogError:
            assert not catalog.prepared("double", SEED).exists()
            raise

    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# The same bytes


@pytest.mark.parametrize("slugs", [["weighted_square"], ["weighted_square", "scale_and_shift"]])
def test_another_process_writes_the_same_bytes_alone_or_after_another(
    toy_catalog: Catalog, tmp_path: Path, slugs: list[str]
) -> None:
    root = shutil.copytree(CATALOGUE, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {**os.environ, "PYTHONHASHSEED": "77", "CI": "true"}
    subprocess.run([sys.executable, "-c", PREPARES, str(root), str(SEED), *slugs], env=environment, check=True)
    for slug in slugs:
        assert contents(root / ".prepared" / str(SEED) / slug) == contents(toy_catalog.prepared(slug, SEED))


def test_preparing_once_more_writes_the_same_bytes(toy_catalog: Catalog, tmp_path: Path) -> None:
    again = Catalog(tmp_path, toy_catalog.entries)
    prepare(again, again.find("scale_and_shift"), SEED)
    assert contents(again.prepared("scale_and_shift", SEED)) == contents(toy_catalog.prepared("scale_and_shift", SEED))


def test_another_seed_draws_other_cases_and_keeps_the_ladder(toy_catalog: Catalog, tmp_path: Path) -> None:
    other = Catalog(tmp_path, toy_catalog.entries)
    manifest = prepare(other, other.find("scale_and_shift"), SEED + 1)
    ours, theirs = toy(toy_catalog), read_prepared(other.prepared("scale_and_shift", SEED + 1))
    assert manifest.key != ours.manifest.key
    (check,) = [c for c in ours.manifest.checks if c.name == "values"]
    (other_check,) = [c for c in manifest.checks if c.name == "values"]

    def calls(prepared: Prepared, places: list[int]) -> list[bytes]:
        return [bytes(prepared.blobs[prepared.manifest.cases[place].args]) for place in places]

    assert calls(ours, check.places.by_hand) == calls(theirs, other_check.places.by_hand)
    # Hypothesis begins every round with the simplest case there is, whatever the seed.
    shared = set(calls(ours, check.places.drawn)) & set(calls(theirs, other_check.places.drawn))
    assert len(shared) < len(check.places.drawn) / 2


# What is in it


def test_drawn_cases_are_as_many_as_asked_for_all_different_and_small_ones_first(toy_catalog: Catalog) -> None:
    prepared = toy(toy_catalog)
    for name, count in (("values", 8), ("kinds", 5)):
        (check,) = [c for c in prepared.manifest.checks if c.name == name]
        drawn = [bytes(prepared.blobs[prepared.manifest.cases[place].args]) for place in check.places.drawn]
        assert len(drawn) == len(set(drawn)) == count
        assert [len(data) for data in drawn] == sorted(len(data) for data in drawn)


def test_a_narrow_strategy_gives_what_it_has(build: Build) -> None:
    narrow = 'Matches("narrow", Inputs(drawn=st.calls(st.sampled_from([np.ones(1), np.ones(2)])), count=50), 1)'
    check = build(narrow).checks[1]
    assert 1 <= len(check.places.drawn) <= 2


def test_checks_that_share_inputs_share_cases(toy_catalog: Catalog) -> None:
    loss, gradients, *_ = toy(toy_catalog, "weighted_square").manifest.checks
    assert loss.places == gradients.places


def test_the_expected_answer_of_single_precision_is_that_of_its_exact_values(toy_catalog: Catalog) -> None:
    prepared = toy(toy_catalog)
    case = next(c for c in prepared.manifest.cases if c.name == "float32")
    wide = np.array([0.1, 0.2], np.float32).astype(np.float64)
    assert case.expected is not None
    assert prepared.expected[case.expected].tolist() == (3.0 * wide + 1.0).tolist()
    assert case.rtol == 2e-4


def test_a_read_only_case_has_a_twin_that_can_be_written_to(toy_catalog: Catalog) -> None:
    prepared = toy(toy_catalog)
    case = next(c for c in prepared.manifest.cases if c.name == "read-only")
    assert case.writeable is not None
    assert prepared.value(case.writeable)[0][0].tolist() == prepared.value(case.args)[0][0].tolist()
    assert next(c for c in prepared.manifest.cases if c.name == "one entry").writeable is None


def test_the_answers_of_misconceptions_are_kept_with_each_case(toy_catalog: Catalog) -> None:
    prepared = toy(toy_catalog)
    assert prepared.manifest.misconceptions == ["forgets_the_shift", "shifts_first"]
    assert prepared.texts.misconceptions == {
        "forgets_the_shift": "You scale, and forget to add 1.",
        "shifts_first": "You add 1 before you scale.",
    }
    case = next(c for c in prepared.manifest.cases if c.name == "scale 3")
    types, answer = prepared.value(case.wrong["shifts_first"])
    assert (types, answer.tolist()) == ([], [6.0, 18.0])
    raising = next(c for c in prepared.manifest.cases if c.raises)
    assert prepared.value(raising.wrong["shifts_first"])[0][0] == "ValueError"


@pytest.mark.parametrize(
    "odd",
    [
        ([np.ones(3, np.float32)], {}),
        ([np.ones(3, np.int64)], {}),
        ([np.ones((1, 3))], {}),
        ([np.ones((2, 3), order="F")], {}),
        ([np.ones(40)], {}),
        ([np.ones(3)], {"padding": 1}),
        ([np.ones(3)], {"padding": "same"}),
        ([np.array([1.0, 0.0, 2.0])], {}),
        ([np.array([1.0, -1.0, 2.0])], {}),
        ([np.array([1.0, 1e-9, 2.0])], {}),
        ([np.array([1.0, 1e9, 2.0])], {}),
    ],
)
def test_purity_calls_once_with_a_kind_of_argument_that_only_one_edge_case_has(
    odd: tuple[list[Any], dict[str, Any]],
) -> None:
    blobs = Blobs()
    calls = [([np.full(3, 1.0 + i % 90)], {}) for i in range(200)]
    records = [CaseRecord(str(i), blobs.add(call_bytes(*call))) for i, call in enumerate([*calls, odd])]
    check = MatchesRecord("values", 1.0, Places(list(range(20)), [200], list(range(20, 200))))
    found = purity_cases(records, [check], blobs)
    assert 200 in found
    assert len(found) < 50


@pytest.mark.parametrize("odd", [[1.0, -1.0, 2.0], [1.0, 0.0, 2.0], [1.0, 1e9, 2.0], [1, 1, 2], [1.0] * 40])
def test_purity_calls_once_with_a_kind_of_list_that_only_one_edge_case_has(odd: list[float]) -> None:
    blobs = Blobs()
    calls = [[[1.0 + i % 90] * 3] for i in range(200)] + [[odd]]
    records = [CaseRecord(str(i), blobs.add(call_bytes(call, {}))) for i, call in enumerate(calls)]
    check = MatchesRecord("values", 1.0, Places(list(range(20)), [200], list(range(20, 200))))
    assert 200 in purity_cases(records, [check], blobs)


def test_purity_calls_with_options_that_only_one_edge_case_has_together() -> None:
    blobs = Blobs()
    doubles, singles = np.ones(3), np.ones(3, np.float32)
    apart = [[doubles, 0.5, False], [doubles, 0.5, True], [doubles, 0.0, True], [singles, 0.5, False]]
    calls = [apart[i % 4] for i in range(200)] + [[singles, 0.5, True]]
    records = [CaseRecord(str(i), blobs.add(call_bytes(call, {}))) for i, call in enumerate(calls)]
    check = MatchesRecord("values", 1.0, Places(list(range(20)), [200], list(range(20, 200))))
    assert 200 in purity_cases(records, [check], blobs)


@pytest.mark.parametrize("checks", [1, 2, 3, 5])
def test_purity_calls_with_cases_of_every_check(checks: int) -> None:
    blobs = Blobs()
    # All arguments are of one kind, so that only the stride over the cases meets the later checks.
    records = [CaseRecord(str(i), blobs.add(call_bytes([np.full(3, float(i))], {}))) for i in range(16 * checks)]
    starts = range(0, 16 * checks, 16)
    matches = [
        MatchesRecord(str(s), 1.0, Places(list(range(s, s + 8)), [], list(range(s + 8, s + 16)))) for s in starts
    ]
    found = purity_cases(records, matches, blobs)
    assert {place // 16 for place in found} == set(range(checks))


@pytest.mark.parametrize("count", [0, 1, DIAGNOSING, DIAGNOSING + 1, 1000])
def test_misconceptions_answer_all_rungs_and_edges_and_some_drawn_cases_of_all_sizes(count: int) -> None:
    check = MatchesRecord("values", 1.0, Places([0, 1], [2], list(range(3, 3 + count))))
    found = diagnosing([check])
    assert {0, 1, 2} <= found
    drawn = sorted(found - {0, 1, 2})
    assert min(count, DIAGNOSING // 2) <= len(drawn) <= DIAGNOSING
    gaps = np.diff([2, *drawn, 3 + count])
    assert gaps.max() <= 1 + count // (DIAGNOSING // 2)


def test_a_reference_goes_along_only_where_it_is_timed(toy_catalog: Catalog) -> None:
    assert toy(toy_catalog).reference is None
    timed = toy(toy_catalog, "weighted_square")
    assert timed.reference == (CATALOGUE / "solutions/toy/weighted_square/reference.py").read_text()


def test_the_gradient_check_has_two_directions_for_each_argument(toy_catalog: Catalog) -> None:
    (check,) = [c for c in toy(toy_catalog, "weighted_square").manifest.checks if isinstance(c, GradientsRecord)]
    assert check.witnesses
    for witnesses in check.witnesses.values():
        assert [w.by for w in witnesses] == ["x", "x", "w", "w"]
        assert all(0 < w.bound < 1e-6 for w in witnesses)


def test_what_is_prepared_says_what_it_was_made_with(build: Build, tmp_path: Path) -> None:
    manifest = build("Holds(properties.law, Inputs(ladder=[case('one', np.ones(1))]), 2)")
    (path,) = (tmp_path / ".prepared" / str(SEED)).glob(f"*/{MANIFEST}")
    assert path.parent.name == manifest.slug == manifest.entry == "double"
    assert (manifest.seed, manifest.parameters) == (SEED, ["x"])
    assert {"numpy", "hypothesis"} <= set(manifest.versions)
    assert "grader" not in manifest.versions
    assert [(type(c), c.points) for c in manifest.checks] == [(MatchesRecord, 1.0), (HoldsRecord, 2.0)]
    assert read_prepared(path.parent).texts.laws == {"law": "Ten times as much in, ten times as much out."}


# Refusals

RAISES = 'Raises(ValueError, Inputs(ladder=[case("none", np.zeros(0))]), 1)'
HOLDS = "Holds(properties.law, Inputs(ladder=[case('one', np.ones(1))]), 1)"
SLOPES = 'Gradients("slopes", lambda x: {}, ("x",), Inputs(ladder=[case("two", np.array([2.0]))]), 1)'


@pytest.mark.parametrize("check", ["", RAISES, HOLDS, SLOPES.format("float(np.sum(x**2))")])
def test_an_exercise_whose_answers_agree_is_prepared(build: Build, check: str) -> None:
    other = "def sums(x):\n    if not len(x):\n        raise UnicodeError\n    return [v + v for v in x]\n"
    assert build(check, alternatives=other).cases


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"oracle": "3 * x"}, "the oracle disagrees with the reference"),
        ({"oracle": "x[:, None] * 2"}, "the oracle disagrees with the reference: expected shape"),
        ({"oracle": "2 * x * (1 + 5e-10)"}, "the oracle disagrees"),
        ({"oracle": "x / {}['a']"}, "oracle raises KeyError"),
        ({"alternatives": "def other(x):\n    return 2 * x + (x.size == 3)\n"}, "other disagrees with the reference"),
        ({"alternatives": "def other(x):\n    return 1 / 0\n"}, "other raises ZeroDivisionError"),
        ({"reference": "def double(x):\n    return y\n"}, "reference raises NameError"),
        ({"check": RAISES.replace("zeros(0)", "zeros(1)")}, "the reference doesn't raise ValueError"),
        ({"check": RAISES.replace("ValueError", "KeyError")}, "the reference doesn't raise KeyError"),
        ({"check": RAISES, "alternatives": "def other(x):\n    return 2 * x\n"}, "other doesn't raise ValueError"),
        ({"check": HOLDS, "properties": LAW.replace("10 * call(x)", "11 * call(x)")}, "law doesn't hold for the ref"),
        ({"check": 'Examples(example("two", np.array([5.0]), np.array([2.0])))'}, "the example says"),
        ({"check": 'Examples(case("no answer", np.array([2.0])))'}, "the example says"),
        ({"check": 'Examples(example("two", np.array([4.0]), x=np.array([2.0])))'}, "x must go by position"),
    ],
)
def test_a_case_on_which_our_answers_do_not_agree_is_refused_and_said(
    build: Build, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(CaseRefused) as caught:
        build(**changes)
    assert words in str(caught.value)
    assert "double: case " in str(caught.value)
    assert caught.value.hint.startswith(("double(np.", "double("))


def test_our_answers_agree_to_a_tenth_of_the_tolerance(build: Build) -> None:
    assert build(oracle="2 * x * (1 + 5e-11)").cases


def test_a_gradient_that_is_not_the_slope_is_refused(build: Build) -> None:
    with pytest.raises(CaseRefused, match="the reference's gradient by x is"):
        build(SLOPES.format("float(np.sum(x**3))"))


def test_a_gradient_check_that_would_see_nothing_is_refused(build: Build) -> None:
    with pytest.raises(CaseRefused, match="the check 'slopes' has no case with a slope by x"):
        build(SLOPES.format("float(np.sum(np.abs(x - 2)))"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"check": 'Matches("more", Inputs(ladder=[case("one", np.ones(1))]), 1)'}, "holds no drawn cases"),
        ({"check": 'Matches("values", INPUTS, 1)'}, "two checks are called values"),
        ({"entry": "triple", "reference": "def triple(x):\n    return 3 * x\n"}, "isn't the slug 'double'"),
        ({"stub": "def double(x, y=1):\n    raise NotImplementedError\n"}, "differ from the reference's"),
        ({"stub": "def triple(x):\n    raise NotImplementedError\n"}, "defines no double"),
        ({"reference": "def triple(x):\n    return 3 * x\n"}, "reference.py defines no double"),
        ({"spec": "EXERCISE = 3\n"}, "defines no EXERCISE"),
        ({"spec": "import no_such_module\n"}, "spec.py can't be imported: ModuleNotFoundError"),
        ({"misconceptions": "def (:\n"}, "misconceptions.py can't be imported: SyntaxError"),
        ({"alternatives": None}, "alternatives.py can't be imported"),
        ({"check": HOLDS, "properties": "def law(call, x):\n    return 1, 1\n"}, "the law law has no docstring"),
    ],
)
def test_a_solution_that_says_the_impossible_is_refused(build: Build, changes: dict[str, str], words: str) -> None:
    with pytest.raises(CatalogError) as caught:
        build(**changes)
    assert words in str(caught.value)


def test_an_exercise_without_a_solution_is_refused_and_told_what_to_write(tmp_path: Path) -> None:
    stub = tmp_path / "exercises/toy/double.py"
    stub.parent.mkdir(parents=True)
    stub.write_text("def double(x):\n    raise NotImplementedError\n")
    catalog = read_catalog(tmp_path)
    with pytest.raises(CatalogError, match="toy/double has no solution") as caught:
        prepare(catalog, catalog.find("double"), SEED)
    assert caught.value.hint == "write solutions/toy/double/spec.py"


def test_what_is_prepared_says_whose_gradients_are_the_slopes_of_their_own_loss(toy_catalog: Catalog) -> None:
    assert toy(toy_catalog, "weighted_square").manifest.own_slopes == ["averages"]
    assert toy(toy_catalog).manifest.own_slopes == []
