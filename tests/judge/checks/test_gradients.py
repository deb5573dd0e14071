"""`Gradients` on real workers: answers against slopes that were measured on the forward function."""

import numpy as np
import pytest
from toys import RIGHT_SQUARE, Load, worded

from grader.judge.checks import gradients
from grader.judge.checks.slopes import RTOL, agrees, block
from grader.judge.mismatches import NoPart
from grader.prepared.records import GradientsRecord
from grader.verdicts import CheckReport, Kind, Verdict


def report(loaded: Load, blocks: str) -> CheckReport:
    """Return the report on a function whose second part is `blocks`, an expression of x, w and NumPy."""
    code = f"import os\nimport numpy as np\ndef weighted_square(x, w):\n    return 0.0, {blocks}\n"
    run = loaded(code, "weighted_square", call_seconds=0.5)
    (check,) = [record for record in run.prepared.manifest.checks if isinstance(record, GradientsRecord)]
    return worded(run, gradients.run(check, run))


@pytest.mark.parametrize(
    "blocks",
    [
        "{'x': 2 * w * x, 'w': x**2}",
        "{'w': x**2, 'x': 2 * w * x}",
        "(2 * w * x, x**2)",
        "[(2 * w * x).tolist(), (x**2).tolist()]",
        "{'x': 2 * w * x, 'w': x**2, 'extra': 0}",
    ],
)
def test_right_gradients_pass_by_name_or_by_order(loaded: Load, blocks: str) -> None:
    found = report(loaded, blocks)
    assert (found.verdict, found.kind, found.points) == (Verdict.PASS, Kind.GRADIENT, 1.0)


@pytest.mark.parametrize(
    ("blocks", "name"),
    [
        ("{'x': w * x, 'w': x**2}", "x"),
        ("{'x': -2 * w * x, 'w': x**2}", "x"),
        ("{'x': 2 * w * x, 'w': x**2 + 1e-5}", "w"),
        ("{'x': 0 * x, 'w': 0 * x}", "x"),
        ("(x**2, 2 * w * x)", "x"),
        ("{'x': 2 * w * x, 'w': x**2 * np.nan}", "w"),
        ("{'x': 2 * w * x * np.inf, 'w': x**2}", "x"),
    ],
)
def test_a_wrong_gradient_fails_and_is_named(loaded: Load, blocks: str, name: str) -> None:
    found = report(loaded, blocks)
    assert (found.verdict, found.points) == (Verdict.FAIL, 0.0)
    assert f"the gradient by {name} isn't the slope of the function" in found.message
    assert "slope along a direction" in found.counterexample


@pytest.mark.parametrize("wrong", ["2 * w * x[..., None]", "1.0", "None", "'text'", "[1.0, [2.0]]", "(2j * w * x)"])
def test_a_gradient_has_its_arguments_shape(loaded: Load, wrong: str) -> None:
    found = report(loaded, f"{{'x': {wrong}, 'w': x**2}}")
    assert found.verdict is Verdict.FAIL
    assert "the gradient by x must have shape (1,), got " in found.message


@pytest.mark.parametrize("blocks", ["{'x': 2 * w * x}", "(2 * w * x,)", "{}", "()", "None", "3.0"])
def test_a_gradient_that_is_not_there_fails(loaded: Load, blocks: str) -> None:
    assert report(loaded, blocks).verdict is Verdict.FAIL


def test_an_answer_without_parts_fails(loaded: Load) -> None:
    run = loaded("def weighted_square(x, w):\n    return None\n", "weighted_square")
    (check,) = [record for record in run.prepared.manifest.checks if isinstance(record, GradientsRecord)]
    assert gradients.run(check, run).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("blocks", "verdict"),
    [("1 / 0", Verdict.ERROR), ("os._exit(1)", Verdict.ERROR), ("[0 for _ in iter(int, 1)]", Verdict.TIMEOUT)],
)
def test_a_call_without_an_answer_keeps_its_verdict(loaded: Load, blocks: str, verdict: Verdict) -> None:
    assert report(loaded, blocks).verdict is verdict


def test_right_gradients_pass_beside_a_right_loss(loaded: Load) -> None:
    run = loaded(RIGHT_SQUARE, "weighted_square")
    (check,) = [record for record in run.prepared.manifest.checks if isinstance(record, GradientsRecord)]
    assert gradients.run(check, run).verdict is Verdict.PASS


def test_a_single_gradient_may_be_the_array_itself() -> None:
    gradient = np.ones(3)
    assert block(gradient, ["x"], 0) is gradient
    assert block({"x": gradient}, ["x"], 0) is gradient
    # A list is not taken for a tuple of one block: it may be the gradient as nested lists.
    assert block([1.0, 2.0], ["x"], 0) == [1.0, 2.0]
    assert block([gradient, 2 * gradient], ["x", "w"], 0) is gradient
    assert isinstance(block([gradient], ["x", "w"], 1), NoPart)


def test_a_gradient_agrees_up_to_the_slopes_bound_and_no_further() -> None:
    direction = np.array([0.5, -1.0])
    assert agrees(np.array([2.0, 3.0]), direction, -2.0, 0.0, 1.0)
    assert agrees(np.array([2.0, 3.0]), direction, -2.001, 2e-3, 1.0)
    assert not agrees(np.array([2.0, 3.0]), direction, -2.001, 5e-4, 1.0)


def test_the_scale_is_a_floor_of_the_comparison() -> None:
    off = np.array([0.5 * RTOL])
    assert agrees(off, np.ones(1), 0.0, 0.0, 1.0)
    assert not agrees(off, np.ones(1), 0.0, 0.0, 0.1)


@pytest.mark.parametrize("entry", [np.inf, -np.inf, np.nan, 1e308])
def test_an_entry_that_is_not_finite_or_overflows_never_agrees(entry: float) -> None:
    for size in (1, 2):
        assert not agrees(np.full(size, entry), np.ones(size), 1.0, 1e-6, 1.0)
        assert not agrees(np.full(size, entry), np.array([1.0, -0.5])[:size], 1.0, 1e-6, 1.0)
