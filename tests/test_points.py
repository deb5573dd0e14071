"""Points as people write them: decimals, added, scaled and compared without what binary fractions leave."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge.judged import Judged
from grader.judge.score import total as total_of
from grader.points import added, exact, is_below, scaled, share, total
from grader.verdicts import Kind, Verdict

TENTHS = st.decimals(0, 10_000, places=2).map(str)


def test_a_tenth_and_two_are_three() -> None:
    assert added([0.1, 0.2]) == 0.3
    assert added([0.7, 2.3, 1.8, 4.1]) == 8.9
    assert added([]) == 0


@given(st.lists(TENTHS))
def test_a_sum_is_the_decimal_that_a_person_works_out(numbers: list[str]) -> None:
    assert added(map(float, numbers)) == float(sum(map(Decimal, numbers), Decimal()))


@given(st.lists(st.floats(0, 1e6)))
def test_the_order_of_points_changes_nothing(numbers: list[float]) -> None:
    assert added(numbers) == added(reversed(numbers))


@given(TENTHS)
def test_a_float_stands_for_the_decimal_that_was_written(number: str) -> None:
    assert exact(float(number)) == Fraction(number)
    assert exact(np.float64(number)) == Fraction(number)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_sum_with_a_number_that_is_not_finite_is_none_either(number: float) -> None:
    assert math.isnan(added([1.0, number]))


def test_scaling_keeps_what_is_due() -> None:
    assert scaled(3, 10, 4) == 7.5
    assert scaled(8.9, 89, 8.9) == 89
    assert scaled(0.7, 10, 7) == 1


@given(TENTHS.filter(lambda n: float(n) > 0), TENTHS)
def test_all_of_an_exercise_is_all_that_it_is_worth(of: str, worth: str) -> None:
    assert scaled(float(of), float(worth), float(of)) == float(worth)


@given(st.integers(1, 50), st.integers(1, 50))
def test_shares_of_an_exercise_are_rounded_once(parts: int, worth: int) -> None:
    assert total([(1.0, float(worth), float(parts))] * parts) == worth


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_who_has_more_points_never_gets_fewer(one: float, other: float, worth: float, of: float) -> None:
    low, high = sorted((one, other))
    assert scaled(low, worth, of) <= scaled(high, worth, of)


def test_exactly_so_many_percent_are_not_below() -> None:
    assert not is_below(5.6, 7.0, 80.0)
    assert is_below(5.59, 7.0, 80.0)
    assert not is_below(0.3, 3.0, 10.0)
    assert not is_below(0.07, 0.1, 70.0)


@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(1, 100))
def test_a_student_is_not_below_their_own_share(percent: int, of: int, scale: int) -> None:
    score, whole = Fraction(percent * of, 1000 * scale), Fraction(of, scale)
    found = share(float(score), float(whole))
    if exact(float(score)) == score and exact(float(whole)) == whole:
        assert not is_below(float(score), float(whole), percent / 10)
    assert abs(found - Fraction(percent, 1000)) < Fraction(1, 10**12)


def test_all_of_nothing_is_not_below() -> None:
    assert share(0, 0) == 1
    assert not is_below(0, 0, 100)


def test_a_report_adds_its_checks_exactly() -> None:
    checks = [Judged(str(n), Kind.VALUE, Verdict.PASS, n, n) for n in (0.7, 2.3, 1.8, 4.1)]
    assert total_of(checks) == (8.9, 8.9)
