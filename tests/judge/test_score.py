"""DESIGN's rules of verdicts and points, one test each, as far as they are decided from finished checks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.judge.judged import Judged
from grader.judge.score import award, total, worst
from grader.verdicts import WORST_LAST, Kind, Verdict

POINTS = st.integers(0, 20).map(float)
CHECKS = st.builds(
    Judged,
    name=st.sampled_from(["valid", "same", "law", "errors", "speed"]),
    kind=st.sampled_from(Kind),
    verdict=st.sampled_from([v for v in Verdict if v is not Verdict.MISSING]),
    points=POINTS,
    max_points=st.just(20.0),
)


def check(name: str, verdict: Verdict, points: float = 2.0, kind: Kind = Kind.VALUE) -> Judged:
    return Judged(name, kind, verdict, points, 2.0)


def points(checks: tuple[Judged, ...]) -> dict[str, float]:
    return {c.name: c.points for c in checks}


@pytest.mark.parametrize(("better", "worse"), list(pairwise(WORST_LAST)))
def test_the_worst_check_speaks_for_the_exercise(better: Verdict, worse: Verdict) -> None:
    assert worst([check("a", worse), check("b", better)]) is worse
    assert worst([check("a", better), check("b", worse)]) is worse


def test_verdicts_get_worse_in_the_order_of_the_contract() -> None:
    assert [v.value for v in WORST_LAST] == ["PASS", "FAIL", "ERROR", "MEMORY", "TIMEOUT", "INTERNAL"]


def test_no_checks_at_all_is_a_pass() -> None:
    assert worst([]) is Verdict.PASS


def test_a_skipped_check_does_not_count() -> None:
    assert worst([check("a", Verdict.PASS), check("b", Verdict.SKIPPED)]) is Verdict.PASS


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.ERROR, Verdict.MEMORY, Verdict.TIMEOUT, Verdict.SKIPPED])
def test_speed_never_makes_a_verdict(verdict: Verdict) -> None:
    assert worst([check("valid", Verdict.PASS), check("speed", verdict, kind=Kind.TIMING)]) is Verdict.PASS


def test_our_own_fault_while_timing_is_not_hidden() -> None:
    assert worst([check("valid", Verdict.PASS), check("speed", Verdict.INTERNAL, kind=Kind.TIMING)]) is Verdict.INTERNAL


@pytest.mark.parametrize("kind", [Kind.ERRORS, Kind.PROPERTY, Kind.GRADIENT, Kind.TIMING])
def test_other_kinds_earn_nothing_when_no_match_passed(kind: Kind) -> None:
    checks = [check("valid", Verdict.FAIL, 0.0), check("other", Verdict.PASS, kind=kind)]
    assert points(award(checks, frozenset({"valid"}))) == {"valid": 0.0, "other": 0.0}


@pytest.mark.parametrize("kind", [Kind.ERRORS, Kind.PROPERTY, Kind.GRADIENT, Kind.TIMING])
def test_one_match_that_passed_is_enough_for_the_other_kinds(kind: Kind) -> None:
    checks = [check("valid", Verdict.FAIL, 0.0), check("same", Verdict.PASS), check("other", Verdict.PASS, kind=kind)]
    assert points(award(checks, frozenset({"valid", "same"}))) == {"valid": 0.0, "same": 2.0, "other": 2.0}


def test_examples_that_pass_are_no_match_that_passed() -> None:
    checks = [check("examples", Verdict.PASS, 0.0), check("law", Verdict.PASS, kind=Kind.PROPERTY)]
    assert points(award(checks, frozenset({"valid"})))["law"] == 0.0


@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.ERROR, Verdict.MEMORY, Verdict.TIMEOUT])
def test_an_impure_function_loses_every_match(verdict: Verdict) -> None:
    checks = [check("valid", Verdict.PASS), check("same", Verdict.PASS), check("purity", verdict, 0.0, Kind.PURITY)]
    assert points(award(checks, frozenset({"valid", "same"}))) == {"valid": 0.0, "same": 0.0, "purity": 0.0}


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.SKIPPED])
def test_a_pure_function_loses_nothing(verdict: Verdict) -> None:
    checks = [check("valid", Verdict.PASS), check("purity", verdict, 0.0, Kind.PURITY)]
    assert points(award(checks, frozenset({"valid"})))["valid"] == 2.0


def test_losing_points_does_not_change_what_a_check_found() -> None:
    (after,) = award([check("law", Verdict.PASS, kind=Kind.PROPERTY)], frozenset())
    assert (after.verdict, after.points, after.max_points) == (Verdict.PASS, 0.0, 2.0)


def test_skipped_points_leave_score_and_maximum() -> None:
    assert total([check("valid", Verdict.PASS), check("speed", Verdict.SKIPPED, 0.0, Kind.TIMING)]) == (2.0, 2.0)


def test_a_failing_check_stays_in_the_maximum() -> None:
    assert total([check("valid", Verdict.PASS), check("same", Verdict.FAIL, 0.0)]) == (2.0, 4.0)


@given(st.lists(CHECKS), st.sets(st.sampled_from(["valid", "same"])).map(frozenset))
def test_awarding_never_adds_points_and_settles_at_once(checks: list[Judged], matches: frozenset[str]) -> None:
    awarded = award(checks, matches)
    assert all(after.points in (0.0, before.points) for before, after in zip(checks, awarded, strict=True))
    assert award(awarded, matches) == awarded
    assert total(awarded)[1] == total(checks)[1]


@given(st.lists(CHECKS))
def test_the_verdict_does_not_depend_on_the_order_of_checks(checks: list[Judged]) -> None:
    assert worst(checks) is worst(checks[::-1])
