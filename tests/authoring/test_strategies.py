"""The vocabulary of specs: what it draws, and what it refuses to draw."""

from typing import Any

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as hypothesis

from grader.authoring import strategies as st
from grader.exercise import Case
from grader.sandbox import wire

ANY_SHAPES = st.shapes(0, 3, min_side=0, max_side=4)


@settings(deadline=None)
@given(st.whole(-3, 5))
def test_whole_numbers_are_in_their_range(value: int) -> None:
    assert -3 <= value <= 5


def test_a_long_range_is_refused_and_told_what_to_do() -> None:
    st.whole(0, 100)
    with pytest.raises(ValueError, match="at most 100 apart; scale a shorter range"):
        st.whole(0, 101)


@settings(deadline=None)
@given(st.seeds())
def test_seeds_are_below_their_bound(seed: int) -> None:
    assert 0 <= seed < 100**4


@settings(deadline=None)
@given(st.shapes(1, 2, min_side=2, max_side=4))
def test_shapes_keep_their_bounds(shape: tuple[int, ...]) -> None:
    assert 1 <= len(shape) <= 2
    assert all(2 <= side <= 4 for side in shape)


@settings(deadline=None)
@given(hypothesis.data(), hypothesis.sampled_from([np.float64, np.float32, np.int64, np.int8]))
def test_arrays_have_their_shape_range_and_dtype(data: Any, dtype: Any) -> None:
    shape = data.draw(ANY_SHAPES)
    for strategy in (st.arrays(shape, -3, 4, dtype), st.arrays(hypothesis.just(shape), -3, 4, dtype)):
        array = data.draw(strategy)
        assert (array.shape, array.dtype) == (shape, dtype)
        assert np.all((array >= -3) & (array <= 4))


@settings(deadline=None)
@given(st.arrays((4, 5)))
def test_the_entries_of_a_drawn_array_are_all_different(array: Any) -> None:
    assert np.unique(array).size == array.size


@settings(deadline=None)
@given(hypothesis.data())
def test_a_layout_changes_no_value_and_survives_the_wire(data: Any) -> None:
    plain = st.counting(*data.draw(ANY_SHAPES))
    laid = data.draw(st.layouts(hypothesis.just(plain)))
    assert np.array_equal(plain, laid)
    sent = wire.decode(wire.encode(laid), make=True)
    assert np.array_equal(plain, sent)
    assert sent.flags.writeable == laid.flags.writeable


def test_each_layout_is_what_it_is_called() -> None:
    plain = st.counting(3, 4)
    assert st.fortran(plain).flags.f_contiguous
    assert not st.fortran(plain).flags.c_contiguous
    assert not st.strided(plain).flags.c_contiguous
    assert not st.strided(plain).flags.f_contiguous
    assert all(step < 0 for step in st.reversed_view(plain).strides)
    assert not st.read_only(plain).flags.writeable
    assert plain.flags.writeable
    for change in st.LAYOUTS.values():
        assert np.array_equal(change(plain), plain)
        assert not np.shares_memory(change(plain), plain)


@pytest.mark.parametrize("kind", st.LAYOUTS)
def test_every_layout_is_drawn(kind: str) -> None:
    plain = st.counting(3, 4)
    wanted = st.LAYOUTS[kind](plain)
    found = find(
        st.layouts(hypothesis.just(plain)),
        lambda a: a.strides == wanted.strides and a.flags.writeable == wanted.flags.writeable,
        settings=settings(deadline=None, database=None),
    )
    assert np.array_equal(found, plain)


def test_options_are_left_out_some_of_the_time() -> None:
    strategy, quiet = st.options(stride=st.whole(1, 2), padding=st.booleans()), settings(deadline=None, database=None)
    assert find(strategy, lambda o: not o, settings=quiet) == {}
    assert set(find(strategy, lambda o: len(o) == 2, settings=quiet)) == {"stride", "padding"}


@settings(deadline=None)
@given(st.calls(st.whole(0, 3), st.arrays((2,)), axis=st.just(1)))
def test_calls_are_cases_with_every_argument(case: Case) -> None:
    assert case.name == "drawn"
    assert 0 <= case.args[0] <= 3
    assert case.args[1].shape == (2,)
    assert case.kwargs == {"axis": 1}


@settings(deadline=None)
@given(st.arrays(ANY_SHAPES), hypothesis.sampled_from([0.01, 0.1, 0.4]))
def test_no_entry_stays_near_a_point_and_the_far_ones_stay(array: Any, distance: float) -> None:
    moved = st.away_from([0.0, 1.0], distance)(array)
    near = np.minimum(np.abs(array), np.abs(array - 1)) < distance
    assert np.all(np.minimum(np.abs(moved), np.abs(moved - 1)) >= distance * (1 - 1e-12))
    assert np.array_equal(moved[~near], array[~near])


def test_entries_on_a_point_move_off_it_and_the_original_stays() -> None:
    array = np.array([0.0, -0.0, 0.05, -0.05, 3.0])
    assert st.away_from([0.0], 0.1)(array).tolist() == [0.1, 0.1, 0.1, -0.1, 3.0]
    assert array.tolist() == [0.0, -0.0, 0.05, -0.05, 3.0]


def test_counting_starts_where_it_is_told() -> None:
    assert st.counting(2, 2).tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert st.counting(3, start=-1).tolist() == [-1.0, 0.0, 1.0]
    assert st.counting().tolist() == 1.0
