"""`Examples` and `Matches` on real workers: what passes, and what a failing one says."""

import numpy as np
import pytest
from toys import RIGHT, RIGHT_SQUARE, Load, body, worded

from grader.judge.checks import value
from grader.judge.subject import Subject
from grader.prepared.records import CheckRecord
from grader.verdicts import CheckReport, Kind, Verdict

RIGHT_ANSWERS = {
    "lists": "return (a * x + 1.0).tolist()",
    "tuples": "return tuple(a * x + 1.0)",
    "a generator": "return (row for row in a * x + 1.0) if x.ndim else a * x + 1.0",
    "an extra keyword": "return a * x + one",
    "prints and warnings": "print('hello')\nimport warnings\nwarnings.warn('look')\nreturn a * x + 1.0",
    "extended precision": "return a * x.astype(np.longdouble) + 1",
    "single precision where the input is": "return np.asarray(a * x + 1, x.dtype if x.dtype == np.float32 else float)",
}


def check(run: Subject, name: str) -> CheckRecord:
    (found,) = [record for record in run.prepared.manifest.checks if record.name == name]
    return found


def report(run: Subject, name: str = "values") -> CheckReport:
    return worded(run, value.run(check(run, name), run))


@pytest.mark.parametrize("code", RIGHT_ANSWERS.values(), ids=RIGHT_ANSWERS)
def test_another_form_of_a_right_answer_passes(loaded: Load, code: str) -> None:
    run = loaded(body(code).replace("a=1.0)", "a=1.0, one=1.0)"))
    for name in ("examples", "values"):
        found = report(run, name)
        assert (found.verdict, found.kind, found.message) == (Verdict.PASS, Kind.VALUE, "")
        assert found.points == found.max_points


def test_the_first_failing_rung_is_the_counterexample_and_can_be_pasted(loaded: Load) -> None:
    found = report(loaded(body("return a * x + (1 if x.size < 2 else 2)")))
    assert found.message == "two entries: 2 of 2 entries differ; first at [0] expected 2, got 3"
    call, *shown = found.counterexample.splitlines()
    assert shown == ["expected [‹2›, ‹-1›]", "actual   [‹3›, ‹0›]"]
    names = {"np": np, "scale_and_shift": lambda x, a=1.0: a * x + 1.0}
    assert eval(call, names).tolist() == [2.0, -1.0]  # noqa: S307 - it is our own text


def test_what_is_printed_is_kept_and_no_part_of_an_answer(loaded: Load) -> None:
    run = loaded(body("print('seen')\nreturn a * x + 1.0"))
    assert report(run, "examples").verdict is Verdict.PASS
    assert run.printed() == "seen\n"


def test_an_error_is_told_with_type_text_and_line(loaded: Load) -> None:
    found = report(loaded("def scale_and_shift(x, a=1.0):\n    return x / {}['a']\n"))
    assert found.verdict is Verdict.ERROR
    assert found.message == "one entry: raised KeyError: 'a' (line 2: return x / {}['a'])"
    assert "expected [3]\nactual   raised KeyError" in found.counterexample


def test_a_write_into_a_read_only_argument_is_said_to_be_one(loaded: Load) -> None:
    found = report(loaded(body("y = a * x + 1.0\nx[...] = 0\nreturn y")), "kinds")
    assert found.verdict is Verdict.FAIL
    assert found.message == "read-only: your function writes into its argument; arguments must stay unchanged"


def test_an_error_with_another_cause_is_not_taken_for_a_write(loaded: Load) -> None:
    found = report(loaded(body("assert x.flags.writeable or 1 / 0\nraise ValueError('no')")), "kinds")
    assert found.verdict is Verdict.ERROR
    assert "raised ValueError: no" in found.message


def test_a_part_is_judged_alone(loaded: Load) -> None:
    run = loaded(RIGHT_SQUARE.replace(".sum()", ".mean()"), "weighted_square")
    assert report(run, "loss").verdict is Verdict.FAIL
    assert report(run, "gradients").verdict is Verdict.PASS


@pytest.mark.parametrize("answer", ["g", "(0.0, g, 1)", "[g]", "None", "np.zeros(2)"])
def test_a_part_of_an_answer_with_another_number_of_parts_is_wrong(loaded: Load, answer: str) -> None:
    code = (
        f"import numpy as np\ndef weighted_square(x, w):\n    g = {{'x': 2 * w * x, 'w': x**2}}\n    return {answer}\n"
    )
    assert report(loaded(code, "weighted_square"), "gradients").verdict is Verdict.FAIL


def test_an_answer_that_is_known_is_not_asked_for_again(loaded: Load) -> None:
    run = loaded("calls = []\ndef weighted_square(x, w):\n    print('call')\n    return 0\n", "weighted_square")
    report(run, "loss")
    report(run, "gradients")
    assert run.printed().count("call") == len(check(run, "loss").places.rungs)


def test_right_code_is_right_in_the_cells_of_a_notebook_too(loaded: Load) -> None:
    run = loaded(f"{RIGHT}\nassert False, 'a cell that fails'\n")
    assert report(run).verdict is Verdict.PASS
    assert run.notes == ["line 6 failed: AssertionError: a cell that fails"]
