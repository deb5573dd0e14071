"""`Holds` on real workers, and the plain values that a law calculates with."""

import numpy as np
import pytest
from toys import RIGHT, Load, body, worded

from grader.judge.checks import laws
from grader.judge.checks.sides import floats, usable
from grader.prepared.records import HoldsRecord
from grader.verdicts import CheckReport, Kind, Verdict


def report(loaded: Load, code: str) -> CheckReport:
    run = loaded(code, call_seconds=0.5)
    (check,) = [record for record in run.prepared.manifest.checks if isinstance(record, HoldsRecord)]
    return worded(run, laws.run(check, run))


@pytest.mark.parametrize("code", [RIGHT, body("return (a * x + 1.0).tolist()"), body("return 3 * a * x + 1.0")])
def test_a_law_that_holds_passes_whatever_the_values_are(loaded: Load, code: str) -> None:
    found = report(loaded, code)
    assert (found.verdict, found.kind, found.points) == (Verdict.PASS, Kind.PROPERTY, 1.0)


def test_a_law_that_does_not_hold_shows_both_sides(loaded: Load) -> None:
    found = report(loaded, body("return a * a * x + 1.0"))
    assert found.verdict is Verdict.FAIL
    assert found.message == "Twice the scale gives twice the distance from 1. Here that isn't so."
    shown = "scale_and_shift(np.array([1.0]), 2.0)\nscale_and_shift(np.array([1.0]), 1.0)\none side   4\nother side 2"
    assert found.counterexample.replace("[", "").replace("]", "") == shown.replace("[", "").replace("]", "")


def test_later_inputs_count_as_the_first_does(loaded: Load) -> None:
    assert report(loaded, body("return a * x + 1.0 + (x.size == 2 and a == 6)")).verdict is Verdict.FAIL


def test_rounding_is_no_breach_of_a_law(loaded: Load) -> None:
    assert report(loaded, body("return (a * x + 1.0) * (1 + 1e-12 * a)")).verdict is Verdict.PASS


@pytest.mark.parametrize("answer", ["None", "'text'", "{'y': x}", "[x, [1]]", "object()", "{1, 2}"])
def test_an_answer_that_no_law_can_calculate_with_is_the_students_fault(loaded: Load, answer: str) -> None:
    found = report(loaded, body(f"return {answer}"))
    assert (found.verdict, found.points) == (Verdict.FAIL, 0.0)
    assert found.message


def test_a_law_on_answers_that_overflow_fails_without_a_warning(loaded: Load) -> None:
    assert report(loaded, body("return np.full(np.shape(x), 1e308) + a")).verdict is Verdict.FAIL


def test_a_law_on_shapes_that_do_not_fit_is_the_students_fault(loaded: Load) -> None:
    assert report(loaded, body("return np.ones(int(2 + a))")).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("raise KeyError(a)", Verdict.ERROR),
        ("raise MemoryError", Verdict.MEMORY),
        ("os._exit(1)", Verdict.ERROR),
        ("while True: pass", Verdict.TIMEOUT),
    ],
)
def test_a_call_without_an_answer_keeps_its_verdict(loaded: Load, code: str, verdict: Verdict) -> None:
    found = report(loaded, body(code))
    assert found.verdict is verdict
    assert found.message.startswith("Twice the scale gives twice the distance from 1. ")


def test_lists_of_numbers_become_arrays_at_any_depth() -> None:
    found = usable([1.0, {"w": [[1, 2], [3, 4]], "b": None}, [1, [2, 3]]])
    assert found[0] == 1.0
    assert found[1]["w"].shape == (2, 2)
    assert found[1]["b"] is None
    assert isinstance(found[2], list)


def test_a_laws_sides_are_compared_as_numbers_not_as_kinds() -> None:
    sides = floats((1, True, np.float32(0.5), {"n": [2]}))
    assert [np.asarray(side).dtype for side in (*sides[:3], sides[3]["n"][0])] == [np.float64] * 4
