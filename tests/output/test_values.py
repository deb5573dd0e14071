"""What a student sees of a case: code that can be pasted, and expected beside actual with marks."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.judge.checks.compare import compare
from grader.output.language import ENGLISH
from grader.output.values import (
    MAX_ENTRIES,
    MAX_TEXT,
    block_text,
    call_text,
    counterexample,
    describe,
    is_literal,
    literal,
    mismatch_text,
    number,
)
from grader.prepared.records import Tolerance
from grader.sandbox.wire import Function, Outline, Rng, made

SIDES = ("expected", "actual")

DTYPES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "b": st.booleans(),
    "i": st.integers(-128, 127),
    "u": st.integers(0, 255),
    "f": st.floats(width=16),
}


def pasted(text: str) -> Any:
    """Return what the code gives to someone who has imported NumPy."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return list(args), kwargs

    return eval(text, {"np": np, "entry": call})  # noqa: S307 - it is our own text


def same(left: Any, right: Any) -> bool:
    """Return whether two values are the same to the dtype and the sign of a zero; one nan is like another."""
    if isinstance(left, np.ndarray) and isinstance(right, np.ndarray):
        return (left.dtype, left.shape) == (right.dtype, right.shape) and repr(left.tolist()) == repr(right.tolist())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(same(left[k], right[k]) for k in left)
    return type(left) is type(right) and repr(left) == repr(right)


@st.composite
def arrays(draw: st.DrawFn) -> Any:
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=3)))
    count = int(np.prod(shape))
    values = draw(st.lists(VALUES[dtype.kind], min_size=count, max_size=count))
    return np.array(values, dtype).reshape(shape)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ARGUMENTS = st.recursive(SCALARS | arrays(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.text(max_size=3), inner, max_size=2), max_leaves=4)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(ARGUMENTS, max_size=3), st.dictionaries(st.sampled_from(["stride", "axis"]), ARGUMENTS))
def test_a_call_can_be_pasted_and_gives_the_same_arguments(args: list[Any], kwargs: dict[str, Any]) -> None:
    shown_args, shown_kwargs = pasted(call_text("entry", args, kwargs))
    assert same(args, shown_args)
    assert same(kwargs, shown_kwargs)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (1,), (2, 2), (2, 3)])
def test_an_array_of_each_dtype_can_be_pasted(dtype: str, shape: tuple[int, ...]) -> None:
    for array in (np.arange(int(np.prod(shape))).reshape(shape).astype(dtype), np.ones(shape, dtype)):
        assert same(array, pasted(literal(array)))


@pytest.mark.parametrize("value", [np.float64(0.1), np.float32(0.1), np.int64(-3), np.uint8(200), np.bool_(True)])
def test_a_numpy_number_can_be_pasted(value: Any) -> None:
    assert same(value, pasted(literal(value)))


def test_nan_infinity_and_negative_zero_can_be_pasted() -> None:
    special = np.array([np.nan, np.inf, -np.inf, -0.0])
    for value in (special, special.astype(np.float32), np.full(5, np.nan), np.full(5, -np.inf), np.array(np.nan)):
        assert same(value, pasted(literal(value)))
    assert same(np.array([0.0, -0.0, 0.0, -0.0]), pasted(literal(np.array([0.0, -0.0, 0.0, -0.0]))))
    assert [repr(v) for v in pasted(literal([np.inf, float("-inf"), -0.0]))] == ["inf", "-inf", "-0.0"]
    assert np.isnan(pasted(literal(float("nan"))))


def test_tuples_and_text_can_be_pasted() -> None:
    for value in ((), (1,), (1, 2), "it's", "nan", {"inf": "nan", "a": (None,)}):
        assert pasted(literal(value)) == value


def test_a_generator_is_shown_as_the_code_that_makes_it() -> None:
    shown = pasted(literal(Rng(7)))
    assert shown.standard_normal(3).tolist() == made(Rng(7)).standard_normal(3).tolist()


def test_a_function_is_shown_as_its_source() -> None:
    assert pasted(literal(Function("f = lambda x: x**3\n")))(2) == 8


def test_a_function_of_one_line_is_shown_as_an_argument_can_be() -> None:
    shown = call_text("gradient", (Function("def cubes(x, n=3): return x**n"), 2.0), {})
    assert shown == "gradient(lambda x, n=3: x**n, 2.0)"


def test_a_large_array_is_described() -> None:
    assert literal(np.arange(MAX_ENTRIES + 1.0)) == f"<array of shape ({MAX_ENTRIES + 1},)>"
    assert literal(np.zeros((20, 20), np.float32)) == "<array of shape (20, 20), float32>"


def test_what_holds_a_large_array_anywhere_is_no_literal() -> None:
    large = np.zeros(MAX_ENTRIES + 1)
    assert not any(map(is_literal, (large, [1, large], (large,), {"a": [large]})))
    assert all(map(is_literal, (large[1:], [1, "a"], {"a": None}, 2.0)))


def test_a_short_call_stays_on_a_line_and_a_long_one_has_a_line_for_each_argument() -> None:
    assert call_text("f", [np.array([1.0])], {"a": 2}) == "f(np.array([1.0]), a=2)"
    lines = call_text("f", [np.arange(30.0), np.arange(30.0) + 1], {"a": 2}).splitlines()
    assert len(lines) == 5
    assert lines[3] == "    a=2,"


def shown_mismatch(expected: Any, actual: Any) -> list[str]:
    found = compare(expected, actual, Tolerance(1e-9, 1.0))
    assert found is not None
    return mismatch_text(found, ENGLISH, SIDES).splitlines()


def test_the_differing_entries_are_marked_and_no_others() -> None:
    shown = shown_mismatch(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.5], [3.0, 4.0]]))
    assert shown == ["expected [[1, ‹2›], [3, 4]]", "actual   [[1, ‹2.5›], [3, 4]]"]


def test_expected_and_actual_never_show_the_same_digits() -> None:
    shown = shown_mismatch(np.array([0.1, 2.0]), np.array([0.1 + 1e-8, 2.0]))
    assert shown == ["expected [‹0.1›, 2]", "actual   [‹0.10000001›, 2]"]


def test_a_single_number_needs_no_mark() -> None:
    assert shown_mismatch(np.float64(2), 3.0) == ["expected 2", "actual   3"]


def test_a_wrong_shape_is_shown_whole() -> None:
    assert shown_mismatch(np.array([1.0, 2.0]), np.array([[1.0, 2.0]])) == ["expected [1, 2]", "actual   [[1, 2]]"]


def test_of_many_entries_the_first_wrong_ones_are_listed() -> None:
    expected = np.arange(50.0)
    shown = shown_mismatch(expected, expected + (expected >= 40))
    assert shown[0] == "10 of 50 entries differ (shape (50,)):"
    assert shown[1] == "  [40] expected 40, actual 41"
    assert len(shown) == 7


def test_a_laws_sides_have_their_own_names_however_many_entries_they_have() -> None:
    sides = ("one side", "other side")
    for count, line in ((1, "other side 1"), (2, "other side [‹1›, ‹1›]"), (50, "  [0] one side 0, other side 1")):
        found = compare(np.zeros(count), np.ones(count), Tolerance(1e-9, 1.0))
        assert found is not None
        assert mismatch_text(found, ENGLISH, sides).splitlines()[1] == line


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros((0, 3)), "empty array of shape (0, 3)"),
        (np.zeros((7, 7)), "array of shape (7, 7)"),
        (None, "None"),
        ([1.0, None], "[1, None]"),
        ({"w": np.ones(2)}, "{'w': [1, 1]}"),
        (Outline("set"), "a set"),
        (True, "True"),
        (1 / 3, "0.333333"),
    ],
)
def test_a_value_is_shown_as_a_student_reads_it(value: Any, text: str) -> None:
    assert block_text(value, ENGLISH) == text


def test_a_counterexample_has_an_end() -> None:
    assert counterexample("f(1)", "expected 2\nactual   3") == "f(1)\nexpected 2\nactual   3"
    assert len(counterexample("f" * 10_000, "")) == MAX_TEXT


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.zeros((2, 3)), "an array of shape (2, 3)"),
        (np.float64(0.123456789), "0.123457"),
        (3, "3"),
        (None, "None"),
        (True, "True"),
        ([1, 2], "2 values"),
        ([1], "1 value"),
        ({"a": 1}, "a dict with the keys 'a'"),
        ({}, "an empty dict"),
        ("hello", "text 'hello'"),
        (Outline("object array", (3,)), "an object array of shape (3,)"),
        (Outline("set"), "a set"),
    ],
)
def test_a_value_is_described_in_a_few_words(value: Any, words: str) -> None:
    assert describe(value, ENGLISH) == words


def test_numbers_have_six_digits_and_whole_ones_no_point() -> None:
    values = [1 / 3, 2.0, 10**20, np.True_, 1e-30, np.nan]
    assert [number(v) for v in values] == ["0.333333", "2", "1" + "0" * 20, "True", "1e-30", "nan"]
