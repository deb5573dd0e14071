"""Where witnesses are taken: directions that overlook no entry, steps that fit the input's size."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.authoring.gradients import DIRECTIONS, measured, signs_and_sizes
from grader.judge.checks.slopes import agrees

Array = npt.NDArray[Any]

SHAPES = hnp.array_shapes(max_dims=3, max_side=5)
SEEDS = st.integers(0, 2**40)


@settings(deadline=None)
@given(SEEDS, SHAPES)
def test_no_entry_of_a_direction_weighs_less_than_half_of_another(seed: int, shape: tuple[int, ...]) -> None:
    sizes = np.abs(signs_and_sizes(seed, shape))
    assert sizes.shape == shape
    assert np.all((sizes >= 0.5) & (sizes <= 1.0))
    assert np.unique(sizes).size == sizes.size


@settings(deadline=None)
@given(SEEDS)
def test_directions_have_both_signs_and_change_with_the_seed(seed: int) -> None:
    direction = signs_and_sizes(seed, (64,))
    assert {-1.0, 1.0} == set(np.sign(direction))
    assert np.any(direction != signs_and_sizes(seed + 1, (64,)))


NEAR: dict[str, tuple[Callable[[Array], float], Callable[[Array], Array]]] = {
    "a pole": (lambda x: float((1 / x).sum()), lambda x: -1 / x**2),
    "a kink": (lambda x: float(np.maximum(x, 0).sum()), lambda x: 1.0 * (x > 0)),
    "a norm": (lambda x: float(np.linalg.norm(x)), lambda x: x / np.linalg.norm(x)),
}


@pytest.mark.parametrize(("forward", "gradient"), NEAR.values(), ids=NEAR)
@settings(deadline=None, max_examples=50)
@given(seed=SEEDS, exponent=st.integers(-4, 2), shape=SHAPES)
def test_small_inputs_near_a_pole_or_kink_are_judged_too(
    forward: Callable[[Array], float],
    gradient: Callable[[Array], Array],
    seed: int,
    exponent: int,
    shape: tuple[int, ...],
) -> None:
    start = signs_and_sizes(seed, shape) * 10.0**exponent
    right = gradient(start)
    witnesses = list(measured(forward, start, seed + 1))
    assert len(witnesses) == DIRECTIONS
    scale = float(np.abs(right).max())
    assert all(agrees(right, along, found.value, found.bound, scale) for along, found in witnesses)
    wrong = right.copy()
    wrong.reshape(-1)[seed % wrong.size] += 1e-3 * max(scale, 1.0)
    assert not any(agrees(wrong, along, found.value, found.bound, scale) for along, found in witnesses)


@settings(deadline=None, max_examples=50)
@given(SEEDS, st.integers(-12, -5))
def test_inputs_far_smaller_than_the_function_bends_have_witnesses(seed: int, exponent: int) -> None:
    start = signs_and_sizes(seed, (3,)) * 10.0**exponent
    witnesses = list(measured(lambda x: float(np.cosh(1 + x).sum()), start, seed))
    assert len(witnesses) == DIRECTIONS
    right = np.sinh(1 + start)
    assert all(agrees(right, along, found.value, found.bound, 1.0) for along, found in witnesses)
    assert not any(agrees(1.01 * right, along, found.value, found.bound, 1.0) for along, found in witnesses)


def test_where_all_is_kinks_nothing_is_measured() -> None:
    assert list(measured(lambda x: float(np.abs(x).sum()), np.zeros(3), 1)) == []
