"""The catalogue's conventions on what counts as equal, a test a rule."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.judge.checks.compare import compare, part_of, structure
from grader.judge.mismatches import Mismatch, WrongKeys, WrongShape, WrongValues, error_of
from grader.output.language import ENGLISH
from grader.output.mismatches import mismatch_line
from grader.prepared.records import Tolerance
from grader.sandbox.answers import plain

STRICT = Tolerance(1e-9, 1.0)


def answered(value: Any) -> Any:
    """Return a student's answer as it comes out of a worker."""
    return plain(value, 1 << 20)


def equal(expected: Any, actual: Any, tolerance: Tolerance = STRICT) -> bool:
    return compare(expected, answered(actual), tolerance) is None


def difference(expected: Any, actual: Any, tolerance: Tolerance = STRICT) -> Mismatch:
    found = compare(expected, answered(actual), tolerance)
    assert found is not None
    return found


def line(expected: Any, actual: Any) -> str:
    """Return the difference as a student reads it."""
    return mismatch_line(difference(expected, actual), ENGLISH)


# Shapes


@pytest.mark.parametrize(
    ("expected", "actual"),
    [((3,), ()), ((3,), (1,)), ((2, 3), (3,)), ((2, 3), (1, 3)), ((2, 2), (2, 1)), ((2, 3), (3, 2)), ((6,), (2, 3))],
)
def test_a_shape_that_would_broadcast_is_not_accepted(expected: tuple[int, ...], actual: tuple[int, ...]) -> None:
    found = difference(np.ones(expected), np.ones(actual))
    assert isinstance(found, WrongShape)
    assert found.shape == actual
    assert mismatch_line(found, ENGLISH) == f"expected shape {expected}, got shape {actual}"


@pytest.mark.parametrize("actual", [np.array([5.0]), [5.0], np.array([[5.0]])])
def test_a_number_has_no_axes(actual: Any) -> None:
    assert line(np.float64(5.0), actual) == f"expected a number (shape ()), got shape {np.shape(actual)}"


def test_a_number_does_not_stand_for_an_array_of_one() -> None:
    assert not equal(np.array([5.0]), 5.0)
    assert not equal(np.array([5.0]), np.array(5.0))


@pytest.mark.parametrize("actual", [5, 5.0, np.float64(5), np.float32(5), np.int8(5), np.array(5), np.array(5.0)])
def test_any_number_is_a_number(actual: Any) -> None:
    assert equal(np.float64(5.0), actual)
    assert equal(5.0, actual)
    assert equal(5, actual)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0), (2, 0, 3)])
def test_an_empty_array_has_its_exact_shape(shape: tuple[int, ...]) -> None:
    assert equal(np.zeros(shape), np.zeros(shape))
    assert not equal(np.zeros(shape), np.zeros((*shape, 1)))
    assert not equal(np.zeros(shape), np.zeros((4, 0)))


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0), (2, 0, 3)])
def test_an_empty_list_is_the_array_that_lists_the_same(shape: tuple[int, ...]) -> None:
    assert equal(np.zeros(shape), np.zeros(shape).tolist())


@pytest.mark.parametrize("actual", [[[]], [[], [], []], [[[]], [[]]]])
def test_rows_of_an_empty_list_count(actual: Any) -> None:
    assert not equal(np.zeros((2, 0)), actual)
    assert not equal(np.zeros(0), actual)


# Containers


@pytest.mark.parametrize("make", [list, tuple, np.array, iter, lambda v: (x for x in v)])
def test_lists_tuples_arrays_and_iterators_of_numbers_are_the_same(make: Any) -> None:
    assert equal(np.array([1.0, 2.0, 3.0]), make([1.0, 2.0, 3.0]))
    assert equal((1.0, 2.0, 3.0), make([1.0, 2.0, 3.0]))
    assert not equal(np.array([1.0, 2.0, 3.0]), make([1.0, 2.0, 4.0]))


def test_nested_lists_are_arrays() -> None:
    assert equal(np.arange(6.0).reshape(2, 3), [[0, 1, 2], (3, 4, 5)])
    assert equal(np.arange(6.0).reshape(2, 3), [np.array([0, 1, 2]), [3.0, 4.0, 5.0]])


@pytest.mark.parametrize("actual", [[[1.0, 2.0], [3.0]], [1.0, [2.0]], [[1.0], 2.0]])
def test_a_ragged_list_is_no_array(actual: Any) -> None:
    assert "got a list of" in line(np.ones((2, 2)), actual)


@pytest.mark.parametrize(
    ("actual", "told"),
    [
        ((np.ones((2, 2)), 2, 2), "expected one array of shape (2, 2), got a tuple of 3 values"),
        ((np.ones((2, 2)), np.ones((2, 2))), "expected one array of shape (2, 2), got a tuple of 2 values"),
        ((np.ones((2, 2)),), "expected one array of shape (2, 2), got a tuple of 1 value"),
        (([1.0, 1.0], None), "expected one array of shape (2, 2), got a tuple of 2 values"),
        ((1.0, 2.0), "expected shape (2, 2), got shape (2,)"),
        ([np.ones((2, 2)), np.ones((2, 2))], "expected shape (2, 2), got shape (2, 2, 2)"),
    ],
)
def test_several_values_where_one_is_expected_are_told_as_such(actual: Any, told: str) -> None:
    assert line(np.ones((2, 2)), actual) == told


@pytest.mark.parametrize("actual", [(1.0, 2.0), (1.0,), (np.ones(2), 1.0)])
def test_several_values_where_a_number_is_expected_are_told_as_such(actual: Any) -> None:
    assert line(np.float64(5.0), actual).startswith("expected one number, got a tuple of ")
    assert line((np.float64(5.0),), (actual,)).startswith("value 1: expected one number, got a tuple of ")


def test_a_tuple_of_rows_is_an_array() -> None:
    assert equal(np.ones((2, 2)), (np.ones(2), np.ones(2)))
    assert equal(np.zeros((2, 0)), ((), ()))


@pytest.mark.parametrize("actual", [(), (1.0,), (1.0, 2.0, 3.0), 1.0, None, {"a": 1.0}, np.float64(3)])
def test_a_tuple_has_its_exact_length(actual: Any) -> None:
    assert line((1.0, 2.0), actual).startswith("expected 2 values, got ")


def test_order_in_a_tuple_counts() -> None:
    assert line((1.0, np.array([2.0, 3.0])), (np.array([2.0, 3.0]), 1.0)).startswith("value 1: ")


def test_a_dict_has_exactly_its_keys() -> None:
    expected = {"w": np.ones(2), "b": np.float64(1)}
    assert equal(expected, {"b": 1, "w": [1, 1]})
    missing, extra = difference(expected, {"w": np.ones(2)}), difference(expected, {"w": np.ones(2), "b": 1, "c": 1})
    assert isinstance(missing, WrongKeys)
    assert isinstance(extra, WrongKeys)
    assert (missing.missing, missing.extra, extra.missing, extra.extra) == (("b",), (), (), ("c",))
    assert mismatch_line(missing, ENGLISH) == "the key 'b' is missing"
    assert mismatch_line(extra, ENGLISH) == "the key 'c' isn't expected"
    assert "got 2 values" in line(expected, (np.ones(2), 1))


def test_a_difference_inside_says_where() -> None:
    expected = (1.0, {"w": np.ones(2), "b": [np.zeros(3)]})
    found = difference(expected, (1.0, {"w": np.ones(2), "b": [np.array([0.0, 0.0, 1.0])]}))
    assert isinstance(found, WrongValues)
    assert found.where == (1, "b", 0)
    assert mismatch_line(found, ENGLISH) == "value 2['b'][0]: 1 of 3 entries differ; first at [2] expected 0, got 1"
    assert found.wrong.tolist() == [False, False, True]


def test_a_dict_among_numbers_is_no_array() -> None:
    assert not equal(np.ones(2), {"a": 1.0})
    assert not equal(np.ones(1), [{"a": 1.0}])


# Kinds of numbers


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", ">f8", ">i4"])
def test_any_real_dtype_is_right_where_the_values_are(dtype: str) -> None:
    assert equal(np.array([1.0, 2.0, 3.0]), np.array([1, 2, 3], dtype))
    assert equal(np.array([1, 2, 3]), np.array([1, 2, 3], dtype))


def test_extended_precision_fractions_and_masks_without_a_hole_are_numbers() -> None:
    assert equal(np.array([0.25, 3.0]), np.array([0.25, 3.0], np.longdouble))
    assert equal(0.25, Fraction(1, 4))
    assert equal(np.ones(2), np.ma.ones(2))
    assert not equal(np.ones(2), np.ma.array([1.0, 1.0], mask=[True, False]))


@pytest.mark.parametrize("expected", [2**53 + 1, 2**62 + 1, -(2**53) - 1])
def test_whole_numbers_are_compared_without_rounding(expected: int) -> None:
    assert equal(np.array([expected]), [expected])
    assert not equal(np.array([expected]), np.array([float(expected)]))
    assert not equal(np.array([expected]), [expected + 1])
    assert not equal(expected, float(expected))
    assert not equal(np.array([expected, 1]), [float(expected), 1.0])


def test_an_integer_that_no_array_can_hold_is_wrong_and_no_crash() -> None:
    for huge in (10**400, -(10**400), 2**64, 2**200):
        assert not equal(np.array(3), huge)
        assert not equal(np.array([3]), [huge])
        assert not equal(np.array([3.0, 1.0]), [huge, 1])
        assert not equal(3.0, huge)


def test_whole_numbers_have_no_tolerance() -> None:
    assert not equal(np.array([1_000_000_000_000]), np.array([1_000_000_000_001]))
    assert not equal(np.array([3]), np.array([3.0000001]))
    assert equal(np.array([3]), np.array([3.0]))


@pytest.mark.parametrize("expected", [np.array([0.0, 1.0]), np.array([0, 1]), np.array([False, True])])
@pytest.mark.parametrize("actual", [np.array([False, True]), [False, True], [0, 1], [0.0, 1.0]])
def test_a_bool_is_right_where_0_or_1_is_expected(expected: Any, actual: Any) -> None:
    assert equal(expected, actual)


def test_a_bool_is_wrong_where_another_number_is_expected() -> None:
    # The floor of a large block would let 1 pass for 0.9999999999.
    assert not equal(np.array([0.9999999999, 1e6]), np.array([True, True]))
    assert not equal(np.array([2, 1]), np.array([True, True]))
    assert not equal(0.9999999999, True)
    assert equal(0.9999999999, 1.0)


@pytest.mark.parametrize(
    "actual",
    [
        1 + 0j,
        np.complex128(1),
        np.array([1 + 0j]),
        np.array([1], np.complex64),
        np.array([1.0], object),
        [1 + 0j],
        "1",
        ["1"],
        np.array(["1"]),
        b"1",
        [b"1"],
        {1},
        object(),
        np.datetime64(1, "s"),
        print,
    ],
)
@pytest.mark.parametrize("expected", [np.array([1.0]), np.float64(1), np.array([1]), np.array([True]), (1.0,)])
def test_complex_object_and_text_are_never_numbers(expected: Any, actual: Any) -> None:
    assert not equal(expected, actual)


@pytest.mark.parametrize("actual", [0, 0.0, False, [], np.zeros(0), "None", float("nan"), {}, np.array(None)])
def test_none_is_none_alone(actual: Any) -> None:
    assert equal(None, None)
    assert not equal(None, actual)


@pytest.mark.parametrize("expected", [np.float64(0), np.zeros(0), np.array(0), (), {}, (0.0, 1.0), "none"])
def test_none_is_nothing_else(expected: Any) -> None:
    assert not equal(expected, None)


def test_text_is_equal_to_the_same_text() -> None:
    assert equal("same", "same")
    assert not equal("same", "valid")
    assert not equal("1", 1)


# nan, inf and tolerance


def test_nan_and_infinity_are_right_only_where_expected() -> None:
    assert equal(np.array([1.0, np.nan, np.inf, -np.inf]), np.array([1.0, np.nan, np.inf, -np.inf]))
    for wrong in (np.nan, np.inf, -np.inf):
        assert not equal(np.array([1.0, 2.0]), np.array([1.0, wrong]))
        assert not equal(np.array([1, 2]), np.array([1.0, wrong]))
    assert not equal(np.array([np.nan]), np.array([1.0]))
    assert not equal(np.array([np.nan]), np.array([np.inf]))
    assert not equal(np.array([np.inf]), np.array([-np.inf]))
    assert not equal(np.array([np.inf]), np.array([1.7e308]))


def test_an_expected_infinity_does_not_widen_the_tolerance() -> None:
    assert not equal(np.array([np.inf, 1.0]), np.array([np.inf, 1.001]))
    assert not equal(np.array([np.nan, 1.0]), np.array([np.nan, 1.001]))


def test_a_small_block_is_not_hidden_by_a_big_one() -> None:
    small, big = np.array([1e-6]), np.array([1e6])
    exact = Tolerance(1e-9, 0.0)
    assert not equal((big, small), (big, 1.01 * small), exact)
    assert not equal({"w": big, "b": small}, {"w": big, "b": 0 * small}, exact)
    # Within one block the largest entry sets the floor.
    assert equal(np.array([1e6, 1e-6]), np.array([1e6, 2e-6]), exact)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.longdouble])
def test_the_floor_is_the_same_for_every_kind_of_answer(dtype: Any) -> None:
    loose = Tolerance(2e-4, 1.0)
    assert equal(np.array([0.0, 0.5]), np.array([1.9e-4, 0.5], dtype), loose)
    assert not equal(np.array([0.0, 0.5]), np.array([2.1e-4, 0.5], dtype), loose)
    assert equal(np.array([0.0, 8.0]), np.array([15e-4, 8.0], dtype), loose)
    assert not equal(np.array([0.0, 8.0]), np.array([17e-4, 8.0], dtype), loose)


def test_an_expected_zero_has_a_floor() -> None:
    assert equal(np.zeros(2), np.array([0.9e-9, -0.9e-9]), Tolerance(1e-9, 1.0))
    assert not equal(np.zeros(2), np.array([2e-9, 0.0]), Tolerance(1e-9, 1.0))
    assert equal(np.zeros(2), np.array([2e-9, 0.0]), Tolerance(1e-9, 4.0))
    assert not equal(np.zeros(2), np.array([1e-300, 0.0]), Tolerance(1e-9, 0.0))


def test_a_tiny_value_is_not_equal_to_zero_by_a_fixed_tolerance() -> None:
    assert not equal(np.array([1e-12]), np.array([0.0]), Tolerance(1e-9, 0.0))


def test_an_answer_in_single_precision_is_held_to_the_tolerance_of_its_case() -> None:
    expected = np.array([0.1, 0.7])
    assert equal(expected, expected.astype(np.float32), Tolerance(2e-4, 1.0))
    assert not equal(expected, expected.astype(np.float32))


def test_a_half_precision_answer_that_overflowed_is_wrong() -> None:
    with np.errstate(over="ignore"):
        assert not equal(np.array([1e5]), np.array([1e5]).astype(np.float16), Tolerance(2e-4, 1.0))


def test_the_first_wrong_entry_and_the_number_of_them_are_said() -> None:
    found = line(np.arange(6.0).reshape(2, 3), np.array([[0, 1, 2], [3, 5, 6.0]]))
    assert found == "2 of 6 entries differ; first at [1, 1] expected 4, got 5"


def test_numbers_that_look_alike_are_said_with_as_many_digits_as_differ_and_the_tolerance() -> None:
    assert line(0.1, 0.1 + 1e-8) == "expected 0.1, got 0.10000001 (relative tolerance 1e-09)"
    assert line(1 / 3, 1 / 3 + 2e-8) == "expected 0.3333333, got 0.3333334 (relative tolerance 1e-09)"


# Parts


def test_a_part_is_looked_at_alone_and_the_number_of_parts_still_counts() -> None:
    assert part_of((1.0, 2.0), 1) == 2.0
    assert part_of({"w": 3.0}, "w") == 3.0
    assert part_of(7.0, None) == 7.0
    assert structure((1.0, 2.0), [5.0, 6.0]) is None
    assert structure({"w": 1.0}, {"w": None}) is None
    for wrong in ([1.0], [1.0, 2.0, 3.0], 1.0, None, {"w": 1.0}):
        assert structure((1.0, 2.0), wrong) is not None
    for wrong in ({}, {"w": 1.0, "b": 1.0}, [1.0], None):
        assert structure({"w": 1.0}, wrong) is not None


@pytest.mark.parametrize("part", [0, 1, "w"])
@pytest.mark.parametrize("answer", [1.0, None, (), {}, "ab", np.float64(2)])
def test_a_part_that_is_not_there_is_a_mismatch_that_says_so(part: int | str, answer: Any) -> None:
    found = compare(np.float64(1.0), part_of(answer, part), STRICT)
    assert found is not None
    assert mismatch_line(found, ENGLISH).startswith("expected 1, got ")


def test_an_array_too_large_to_send_still_says_its_shape() -> None:
    giant = plain(np.broadcast_to(1.0, (1000, 1000)), 1000)
    found = compare(np.ones(3), giant, STRICT)
    assert found is not None
    assert mismatch_line(found, ENGLISH) == "expected shape (3,), got shape (1000, 1000)"


# Laws

FLOATS = st.floats(-1e6, 1e6)
SHAPES = st.lists(st.integers(0, 3), max_size=3).map(tuple)


@st.composite
def arrays(draw: st.DrawFn, elements: st.SearchStrategy[Any] = FLOATS, dtype: Any = np.float64) -> Any:
    shape = draw(SHAPES)
    count = int(np.prod(shape))
    return np.array(draw(st.lists(elements, min_size=count, max_size=count)), dtype).reshape(shape)


ANY_FLOATS = arrays(st.floats())
LEAVES = st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats() | ANY_FLOATS | arrays(st.integers(-9, 9), np.int64)
ANSWERS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


def as_lists(value: Any) -> Any:
    """Return the same value with nothing but lists, dicts and numbers."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple):
        return [as_lists(item) for item in value]
    return {k: as_lists(v) for k, v in value.items()} if isinstance(value, dict) else value


@settings(deadline=None)
@given(ANSWERS, st.floats(0, 1), st.floats(0, 1e6))
def test_an_answer_equals_itself_and_itself_as_lists(value: Any, rtol: float, scale: float) -> None:
    assert equal(value, value, Tolerance(rtol, scale))
    assert equal(value, as_lists(value), Tolerance(rtol, scale))


@settings(deadline=None)
@given(arrays(), st.data(), st.sampled_from([1e-9, 2e-4]), st.floats(0, 100))
def test_an_error_beyond_the_tolerance_is_found_in_any_entry(expected: Any, data: Any, rtol: float, s: float) -> None:
    assume(expected.size and (s > 1e-3 or np.abs(expected).max() > 1e-3))
    place = np.unravel_index(data.draw(st.integers(0, expected.size - 1)), expected.shape)
    allowed = rtol * abs(expected[place]) + rtol * max(np.abs(expected).max(), s)
    sign = data.draw(st.sampled_from([-1, 1]))
    for share, right in ((0.9, True), (1.1, False), (1e9, False)):
        actual = expected.copy()
        actual[place] += sign * share * allowed
        found = compare(expected, actual, Tolerance(rtol, s))
        assert (found is None) == right
        if found is not None:
            assert isinstance(found, WrongValues)
            assert np.argwhere(found.wrong).tolist() == [list(map(int, place))]
            assert error_of(found) > 1


@settings(deadline=None)
@given(arrays(st.integers(-3, 3), np.int64), arrays(st.integers(-3, 3), np.int64))
def test_whole_numbers_differ_in_the_same_entries_from_either_side(left: Any, right: Any) -> None:
    there, back = compare(left, right, STRICT), compare(right, left, STRICT)
    assert (there is None) == (back is None) == np.array_equal(left, right)
    if there is not None and back is not None:
        assert isinstance(there, WrongShape) == isinstance(back, WrongShape) == (left.shape != right.shape)
        if isinstance(there, WrongValues) and isinstance(back, WrongValues):
            assert there.wrong.tolist() == back.wrong.tolist() == (left != right).tolist()


@settings(deadline=None)
@given(ANSWERS, ANSWERS)
def test_any_two_answers_are_compared_without_a_fault_and_the_message_is_a_line(left: Any, right: Any) -> None:
    found = compare(left, answered(right), STRICT)
    text = mismatch_line(found, ENGLISH) if found else "equal"
    assert text
    assert "\n" not in text
