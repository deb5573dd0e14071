"""`Raises` on real workers."""

import pytest
from toys import Load, body, worded

from grader.judge.checks import errors
from grader.prepared.records import RaisesRecord
from grader.verdicts import CheckReport, Kind, Verdict


def report(loaded: Load, on_zero: str, before: str = "") -> CheckReport:
    """Return the report on a function that runs `on_zero` where its scale is 0, which asks for a ValueError."""
    run = loaded(f"import os\n{before}\ndef scale_and_shift(x, a=1.0):\n    {on_zero}\n", call_seconds=0.5)
    (check,) = [record for record in run.prepared.manifest.checks if isinstance(record, RaisesRecord)]
    return worded(run, errors.run(check, run))


def test_the_named_error_is_right_whatever_it_says(loaded: Load) -> None:
    found = report(loaded, "raise ValueError")
    assert (found.verdict, found.kind, found.points, found.message) == (Verdict.PASS, Kind.ERRORS, 2.0, "")


def test_a_subclass_of_the_named_error_is_right(loaded: Load) -> None:
    before = "class BadScale(ValueError):\n    pass\n"
    assert report(loaded, "raise BadScale('a')", before).verdict is Verdict.PASS
    assert report(loaded, "'\\ud800'.encode()").verdict is Verdict.PASS  # UnicodeEncodeError is a ValueError


@pytest.mark.parametrize("error", ["KeyError('a')", "Exception('a is 0')", "TypeError", "SystemExit(1)"])
def test_another_error_is_wrong(loaded: Load, error: str) -> None:
    found = report(loaded, f"raise {error}")
    kind = error.partition("(")[0]
    assert (found.verdict, found.points) == (Verdict.FAIL, 0.0)
    assert found.message.startswith(f"scale 0: expected a ValueError, raised {kind}")


def test_an_answer_in_place_of_the_error_is_wrong_and_said(loaded: Load) -> None:
    found = report(loaded, "return x")
    assert found.verdict is Verdict.FAIL
    assert found.message == "scale 0: expected a ValueError, got an array of shape (1,)"
    assert found.counterexample.startswith("scale_and_shift(np.array([1.0]), 0.0)\nexpected ValueError\n")


def test_an_error_that_is_returned_is_not_raised(loaded: Load) -> None:
    found = report(loaded, "return ValueError('a is 0')")
    assert found.verdict is Verdict.FAIL
    advice = "write `raise ValueError(…)`, not `return`"
    assert found.message == f"scale 0: expected a ValueError, got one as the answer: {advice}"
    assert report(loaded, "return KeyError('a')").message == "scale 0: expected a ValueError, got a KeyError"


def test_a_death_and_a_silence_keep_their_own_verdicts(loaded: Load) -> None:
    assert report(loaded, "os._exit(1)").verdict is Verdict.ERROR
    assert report(loaded, "while True: pass").verdict is Verdict.TIMEOUT


def test_every_case_must_raise(loaded: Load) -> None:
    run = loaded(body("return x"))
    (check,) = [record for record in run.prepared.manifest.checks if isinstance(record, RaisesRecord)]
    assert errors.run(check, run).verdict is Verdict.PASS
    answered = next(record for record in run.prepared.manifest.checks if record.name == "values").places.rungs[0]
    check.places.rungs.append(answered)
    try:
        assert errors.run(check, run).verdict is Verdict.FAIL
    finally:
        check.places.rungs.remove(answered)
