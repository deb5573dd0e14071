"""The purity check on real workers: what a function leaves behind, and what only looks like it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toys import RIGHT, Load, body, worded

from grader.judge.checks import purity, value
from grader.judge.checks.purity import changed_argument, identical
from grader.sandbox.wire import Function, Rng
from grader.verdicts import CheckReport, Kind, Verdict

PURE = {
    "a right answer": "return a * x + 1.0",
    "its argument handed back": "return x",
    "a view of its argument": "return x[::-1]",
    "nan each time": "return x * np.nan",
    "a generator": "return (v for v in np.ravel(a * x))",
    "a cache that is right": "return cache.setdefault((x.tobytes(), x.shape, str(x.dtype), a), a * x).copy()",
    "rounding that differs": "cache['n'] = cache.get('n', 0) + 1\nreturn a * x + 1.0 + 1e-13 * (cache['n'] % 2)",
    "an intermediate result that is changed": "y = x + 1\ny *= 2\nreturn y",
    "a copy that is changed": "x = x.copy()\nx *= 2\nreturn x",
}
IMPURE = {
    "its argument scaled in place": ("x *= 2\nreturn x + 1.0", "changes its argument `x`"),
    "its argument sorted": ("x[...] = -np.sort(-x, axis=None).reshape(x.shape) - 1\nreturn 1.0", "argument `x`"),
    "its argument reshaped": ("x.shape = (-1, 1)\nreturn 1.0", "changes its argument `x`"),
    "a counter": ("cache['n'] = cache.get('n', 0) + 1\nreturn x + cache['n']", "two answers"),
    "a random number": ("return x + np.random.default_rng().random()", "two answers"),
    "a size that it remembers": (
        "old = cache.get('n', 99)\ncache['n'] = x.size\nreturn x + (old < x.size)",
        "depends on earlier calls",
    ),
    "one buffer for every answer": ("cache['b'][0] = np.size(x) + x.sum()\nreturn cache['b']", "a later call changes"),
}


def report(loaded: Load, code: str, **changes: Any) -> CheckReport:
    run = loaded(body(code, before="cache = {}\ncache['b'] = np.zeros(1)\n"), **changes)
    return worded(run, purity.run(run))


@pytest.mark.parametrize("code", PURE.values(), ids=PURE)
def test_a_pure_function_passes(loaded: Load, code: str) -> None:
    found = report(loaded, code)
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert (found.kind, found.points, found.max_points) == (Kind.PURITY, 0.0, 0.0)


@pytest.mark.parametrize(("code", "words"), IMPURE.values(), ids=IMPURE)
def test_an_impure_function_fails_and_is_told_what_it_does(loaded: Load, code: str, words: str) -> None:
    found = report(loaded, code)
    assert found.verdict is Verdict.FAIL
    assert words in found.message
    assert found.counterexample.startswith("scale_and_shift(")


def test_state_that_the_value_checks_met_in_another_order_is_found(loaded: Load) -> None:
    # The first seven calls are right; the purity check's own calls agree with each other.
    run = loaded(body("cache['n'] += 1\nreturn a * x + 1.0 + (cache['n'] > 7)", before="cache = {'n': 0}"))
    check = next(c for c in run.prepared.manifest.checks if c.name == "values")
    value.run(check, run)
    found = worded(run, purity.run(run))
    assert (found.verdict, found.message) == (Verdict.FAIL, "the answer depends on earlier calls")
    assert "first  " in found.counterexample
    assert "later  " in found.counterexample


@pytest.mark.parametrize("code", ["raise KeyError(a)", "return {1}", "return object()"])
def test_without_an_answer_there_is_nothing_to_compare(loaded: Load, code: str) -> None:
    assert report(loaded, code).verdict is Verdict.SKIPPED


@pytest.mark.parametrize(
    ("code", "verdict"), [("os._exit(1)", Verdict.ERROR), ("while True:\n    pass", Verdict.TIMEOUT)]
)
def test_a_worker_that_is_lost_keeps_its_verdict(loaded: Load, code: str, verdict: Verdict) -> None:
    assert report(loaded, code, call_seconds=0.3).verdict is verdict


def test_an_error_in_a_second_call_is_impure(loaded: Load) -> None:
    found = report(loaded, "key = x.tobytes(), x.shape, a\nassert key not in cache\ncache[key] = 1\nreturn x + 1.0")
    assert (found.verdict, found.points) == (Verdict.FAIL, 0.0)


def test_the_cases_of_the_check_can_be_written_to(loaded: Load) -> None:
    run = loaded(RIGHT)
    cases = [run.prepared.manifest.cases[place] for place in run.prepared.manifest.purity]
    assert len(cases) >= 4
    assert all(case.writeable is None for case in cases)


# Arguments before and after a call

NAMES = ["x", "w"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.lists(st.floats(), max_size=3).map(lambda v: np.array(v, np.float64)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=5,
)


@settings(deadline=None)
@given(VALUES, VALUES)
def test_an_argument_is_identical_to_itself_alone(left: Any, right: Any) -> None:
    assert identical(left, left)
    assert changed_argument(NAMES, [left], {"w": right}, [[left], {"w": right}]) == ""
    if not identical(left, right):
        assert changed_argument(NAMES, [left, left], {}, [[left, right], {}]) == "w"
        assert changed_argument(NAMES, [], {"w": left}, [[], {"w": right}]) == "w"


@pytest.mark.parametrize(
    ("sent", "now"),
    [
        (np.array([0.0]), np.array([-0.0])),
        (np.array([1.0]), np.array([1], np.float32)),
        (np.array([1.0]), np.array([[1.0]])),
        (np.array([1.0]), [1.0]),
        ([1, 2], [2, 1]),
        ([1], [1.0]),
        ([1, 2], [1]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": 1}, {}),
        (1, True),
        (1.0, np.float64(1.0)),
        ([np.zeros(2)], [np.array([0.0, 1.0])]),
    ],
)
def test_every_change_of_an_argument_is_seen(sent: Any, now: Any) -> None:
    assert identical(sent, sent)
    assert not identical(sent, now)


def test_nan_is_identical_to_itself() -> None:
    assert identical(np.array([np.nan]), np.array([np.nan]))
    assert identical(float("nan"), float("nan"))


def test_generators_and_functions_are_not_looked_at() -> None:
    assert identical(Rng(3), None)
    assert identical(Function("f = abs"), None)


@pytest.mark.parametrize("rubbish", [None, 3, [], [[]], [[1], {}, 2], ["x", {}], [[1, 2], {}]])
def test_arguments_that_come_back_as_rubbish_have_changed(rubbish: Any) -> None:
    assert changed_argument(NAMES, [1], {}, rubbish) == "x"


def test_an_argument_without_a_name_is_numbered() -> None:
    assert changed_argument([], [1, 2], {}, [[1, 3], {}]) == 2
    assert changed_argument([], [1, 2], {}, None) == 1
