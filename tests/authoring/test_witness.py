"""Numeric derivatives: within their own error bound, and none where there is a kink."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring.witness import slope

KNOWN: dict[str, tuple[Callable[[float], float], float]] = {
    "a constant": (lambda _: 3.0, 0.0),
    "a line": (lambda t: 2 - 5 * t, -5.0),
    "a parabola at its bottom": (lambda t: t * t, 0.0),
    "exp": (math.exp, 1.0),
    "sin": (lambda t: math.sin(3 * t), 3.0),
    "log": (lambda t: math.log(2 + t), 0.5),
    "sigmoid": (lambda t: 1 / (1 + math.exp(-t)), 0.25),
    "far from zero": (lambda t: 1e6 + t, 1.0),
    "large": (lambda t: 1e8 * math.exp(t), 1e8),
    "small": (lambda t: 1e-8 * math.exp(t), 1e-8),
    "steep": (lambda t: math.tanh(20 * t), 20.0),
    "cubed size, whose curvature jumps": (lambda t: abs(t) ** 3, 0.0),
}
KINKS: dict[str, Callable[[float], float]] = {
    "absolute value": abs,
    "relu": lambda t: max(t, 0.0),
    "two slopes": lambda t: max(t, 2 * t),
    "a small kink beside a large number": lambda t: 10 + 0.1 * abs(t),
    "a kink in a smooth function": lambda t: math.exp(t) + max(0.0, -t),
    "a step": lambda t: float(t > 0),
}


@pytest.mark.parametrize(("along", "true"), KNOWN.values(), ids=KNOWN)
def test_a_known_slope_is_within_its_bound_and_the_bound_is_small(along: Callable[[float], float], true: float) -> None:
    found = slope(along)
    assert found is not None
    assert abs(found.value - true) <= found.bound
    assert found.bound <= 1e-6 * max(1.0, abs(true), abs(along(0.0)))


@pytest.mark.parametrize("along", KINKS.values(), ids=KINKS)
def test_a_kink_has_no_slope(along: Callable[[float], float]) -> None:
    assert slope(along) is None


@settings(deadline=None, max_examples=300)
@given(st.floats(-7, 0), st.floats(0.1, 10), st.floats(-10, 10), st.sampled_from([-1, 1]))
def test_a_kink_beside_the_point_gives_no_wrong_slope(exponent: float, kink: float, line: float, side: int) -> None:
    at = side * 10.0**exponent
    found = slope(lambda t: line * t + kink * max(0.0, side * (t - at)))
    assert found is None or abs(found.value - line) <= found.bound + 1e-9 * kink


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_has_no_slope(value: float) -> None:
    with np.errstate(all="ignore"):
        assert slope(lambda _: np.float64(value)) is None
        assert slope(lambda t: np.float64(1.0 if t == 0 else value)) is None


SUBNORMAL = 1e-300  # below it float64 has fewer digits, which no bound counts
COEFFICIENTS = st.lists(st.floats(-10, 10), min_size=1, max_size=7)


@settings(deadline=None)
@given(COEFFICIENTS)
def test_the_slope_of_a_polynomial_is_within_its_bound(coefficients: list[float]) -> None:
    found = slope(lambda t: float(np.polynomial.polynomial.polyval(t, coefficients)))
    assert found is not None
    true = coefficients[1] if len(coefficients) > 1 else 0.0
    assert abs(found.value - true) <= found.bound + SUBNORMAL
    assert found.bound <= 1e-8


@settings(deadline=None)
@given(st.floats(-3, 3), st.floats(0.1, 4), st.floats(-5, 5))
def test_the_slope_of_a_wave_is_within_its_bound(phase: float, frequency: float, height: float) -> None:
    found = slope(lambda t: height * math.sin(phase + frequency * t))
    assert found is not None
    assert abs(found.value - height * frequency * math.cos(phase)) <= found.bound + SUBNORMAL
    assert found.bound <= 1e-6


@settings(deadline=None)
@given(st.floats(0.1, 10), st.floats(-10, 10), st.integers(-3, 3))
def test_a_kink_of_any_size_is_seen_on_any_slope(kink: float, line: float, constant: int) -> None:
    # The kink must be large beside the numbers around it, or rounding hides it.
    if 2 * kink > 0.02 * (abs(line) + kink + abs(constant)):
        assert slope(lambda t: constant + line * t + kink * abs(t)) is None


@settings(deadline=None, max_examples=300)
@given(st.floats(-4, 0), st.floats(-4, 0), st.sampled_from([-1, 1]), st.floats(-4, 0))
def test_beside_a_sharp_bend_a_slope_is_within_its_bound(side: float, near: float, sign: int, reach: float) -> None:
    # Steps beyond the bend agree by chance now and then.
    at, width = sign * 10.0**side, 10.0**near
    found = slope(lambda t: math.hypot(at + t, width), 10.0**reach)
    assert found is None or abs(found.value - at / math.hypot(at, width)) <= found.bound


@settings(deadline=None)
@given(st.floats(-6, -1), st.sampled_from([-1, 1]))
def test_a_reach_of_the_inputs_size_sees_past_a_near_pole(exponent: float, sign: int) -> None:
    at = sign * 10.0**exponent
    found = slope(lambda t: 1 / (at + t), abs(at))
    assert found is not None
    assert abs(found.value + 1 / at**2) <= found.bound <= 1e-6 / at**2
