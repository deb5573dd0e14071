"""Seed-filled arrays: the same numbers for ever, on every machine."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.filling import Filled, fill

SHAPES = st.lists(st.integers(0, 4), max_size=3).map(tuple)


def test_the_values_of_a_seed_are_pinned() -> None:
    # A change here changes every drawn case of every prepared exercise.
    assert fill(0, (3,)).tolist() == [0.2739233746429086, -0.4604265724722594, -0.9180529521276106]
    assert fill(123456789, (2,), 2.0, 3.0).tolist() == [2.027712739282517, 2.9067000554840225]
    assert fill(7, (2, 2), 0, 10, np.int64).tolist() == [[6, 8], [7, 2]]
    assert fill(3, (2,), dtype=np.float32).tolist() == [-0.8287016749382019, -0.5263789892196655]


@settings(deadline=None)
@given(st.integers(0, 100**4), SHAPES, st.sampled_from(["float64", "float32", "int64", "int8"]))
def test_a_seed_fills_any_shape_within_its_range(seed: int, shape: tuple[int, ...], dtype: str) -> None:
    array = fill(seed, shape, -3, 5, dtype)
    assert (array.shape, array.dtype) == (shape, np.dtype(dtype))
    assert np.all((array >= -3) & (array <= 5))
    assert array.tobytes() == fill(seed, shape, -3, 5, dtype).tobytes()


@settings(deadline=None)
@given(st.integers(0, 100**4), SHAPES)
def test_a_shape_only_arranges_the_values(seed: int, shape: tuple[int, ...]) -> None:
    assert fill(seed, shape).ravel().tolist() == fill(seed, (math.prod(shape),)).tolist()


def test_whole_numbers_reach_both_ends_and_no_further() -> None:
    assert set(fill(1, (500,), -2, 3, np.int64).tolist()) == {-2, -1, 0, 1, 2}


def test_seeds_differ() -> None:
    assert len({fill(seed, (2,)).tobytes() for seed in range(100)}) == 100


def test_an_empty_array_and_a_single_number_are_filled_too() -> None:
    assert fill(1, (0, 3)).shape == (0, 3)
    assert fill(1, ()).shape == ()


@pytest.mark.parametrize("field", ["shape", "low"])
def test_an_array_to_be_filled_cannot_be_changed(field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Filled((2,)), field, 1)
