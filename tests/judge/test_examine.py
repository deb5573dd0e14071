"""DESIGN's tables of verdicts and points, a test a row: real workers on a made-up exercise."""

import re

import pytest
from toys import RIGHT, RIGHT_SQUARE, Grade, Load, body, named, points, source, toy, verdicts

from grader.course.catalog import Catalog
from grader.grading.job import Job
from grader.grading.rows import grade
from grader.judge import diagnose, followthrough
from grader.judge.checks import value
from grader.judge.subject import ExerciseEnded
from grader.output.report import without_checks
from grader.sandbox.launch import Zygote
from grader.sandbox.profiles import NUMPY, Profile
from grader.verdicts import Kind, Verdict

ALL_PASS = dict.fromkeys(["examples", "values", "kinds", "errors", "twice_the_scale", "purity"], "PASS")
EARNS_NOTHING = {
    "a constant": "return 1.0",
    "zeros": "return np.zeros(np.shape(args[0]))",
    "an echo": "return args[0]",
    "none": "return None",
    "always raises": "raise ValueError('no')",
    "an expected zero beside": "return 0.0, {'x': 0 * args[0], 'w': 0 * args[0]}",
}


# Verdicts


def test_a_right_answer_passes_every_check_and_scores_full(grade_toy: Grade) -> None:
    report = grade_toy(RIGHT)
    assert (report.verdict, report.score, report.max_score) == (Verdict.PASS, 8.0, 8.0)
    assert verdicts(report) == ALL_PASS
    assert points(report) == {
        "examples": 0,
        "values": 3,
        "kinds": 2,
        "errors": 2,
        "twice_the_scale": 1,
        "purity": 0,
    }


def test_a_report_says_what_was_graded_with_what(grade_toy: Grade, toy_catalog: Catalog) -> None:
    report = grade_toy(RIGHT)
    assert (report.exercise, report.source) == ("toy/scale_and_shift", "hw.py")
    assert report.sha256 == source(RIGHT).sha256()
    assert report.corpus == toy(toy_catalog).manifest.key
    assert report.seconds > 0


def test_a_wrong_value_fails(grade_toy: Grade) -> None:
    report = grade_toy(body("return a * x + 1.0 + (np.size(x) == 2) * 1e-6"))
    assert (report.verdict, verdicts(report)["values"]) == (Verdict.FAIL, "FAIL")


def test_a_wrong_shape_fails(grade_toy: Grade) -> None:
    report = grade_toy(body("return (a * x + 1.0)[None]"))
    assert report.verdict is Verdict.FAIL
    assert "expected shape (1,), got shape (1, 1)" in named(report, "values").message


def test_a_wrong_error_fails(grade_toy: Grade) -> None:
    report = grade_toy(RIGHT.replace("ValueError", "KeyError"))
    assert report.verdict is Verdict.FAIL
    assert verdicts(report) == {**ALL_PASS, "errors": "FAIL"}
    assert report.score == 6.0


def test_a_law_that_does_not_hold_fails(grade_toy: Grade) -> None:
    # Only the law doubles a scale of 3.
    report = grade_toy(body("return a * x + 1.0 + (a == 6.0)"))
    assert report.verdict is Verdict.FAIL
    assert verdicts(report) == {**ALL_PASS, "twice_the_scale": "FAIL"}
    assert report.score == 7.0


def test_an_impure_function_fails(grade_toy: Grade) -> None:
    report = grade_toy(body("x *= a\nx += 1\nreturn x.copy()"))
    assert verdicts(report)["purity"] == "FAIL"


def test_an_error_that_it_raises_is_an_error_with_its_line(grade_toy: Grade) -> None:
    report = grade_toy(body("return a * y + 1.0"))
    assert report.verdict is Verdict.ERROR
    message = named(report, "values").message
    assert "raised NameError" in message
    assert "return a * y + 1.0" in message


def test_a_file_that_is_no_python_is_an_error_without_checks(grade_toy: Grade) -> None:
    report = grade_toy("def scale_and_shift(x, a=1.0:\n    return x\n")
    assert (report.verdict, report.score, report.max_score, report.checks) == (Verdict.ERROR, 0.0, 8.0, ())
    assert "SyntaxError" in report.message
    assert "line 1" in report.message


def test_a_name_that_is_no_function_is_an_error(grade_toy: Grade) -> None:
    report = grade_toy("scale_and_shift = 3\n")
    assert (report.verdict, report.score, report.checks) == (Verdict.ERROR, 0.0, ())
    assert "int, not a function" in report.message


def test_a_process_that_dies_while_loading_is_an_error(grade_toy: Grade) -> None:
    report = grade_toy(f"import os\n{RIGHT}\nos._exit(0)\n")
    assert (report.verdict, report.score, report.max_score, report.checks) == (Verdict.ERROR, 0.0, 8.0, ())
    assert "loading your file" in report.message


def test_a_process_that_dies_in_a_call_is_an_error(grade_toy: Grade) -> None:
    report = grade_toy(body("os._exit(3)"))
    assert report.verdict is Verdict.ERROR
    assert "exit status 3" in named(report, "values").message


@pytest.mark.parametrize("code", ["raise MemoryError", "return np.ones(1 << 44)"])
def test_memory_has_a_verdict_of_its_own(grade_toy: Grade, code: str) -> None:
    report = grade_toy(body(code))
    assert (report.verdict, verdicts(report)["values"]) == (Verdict.MEMORY, "MEMORY")


def test_a_call_that_never_answers_is_a_timeout(grade_toy: Grade) -> None:
    report = grade_toy(body("while a == 2:\n    pass\nreturn a * x + 1.0"), call_seconds=0.3)
    assert (report.verdict, verdicts(report)["values"]) == (Verdict.TIMEOUT, "TIMEOUT")
    assert "no answer within 0.3 s" in named(report, "values").message


def test_a_file_that_never_ends_loading_is_a_timeout_without_checks(grade_toy: Grade) -> None:
    report = grade_toy(f"{RIGHT}\nwhile True:\n    pass\n", load_seconds=0.3)
    assert (report.verdict, report.score, report.max_score, report.checks) == (Verdict.TIMEOUT, 0.0, 8.0, ())


def test_after_a_second_timeout_the_exercise_ends(grade_toy: Grade) -> None:
    report = grade_toy(body("while True:\n    pass"), call_seconds=0.2)
    assert report.verdict is Verdict.TIMEOUT
    assert set(verdicts(report).values()) == {"TIMEOUT"}
    not_run = [c.name for c in report.checks if "not run" in c.message]
    assert not_run == ["kinds", "errors", "twice_the_scale", "purity"]


def test_slow_calls_use_up_the_time_of_the_exercise_though_each_is_in_time(grade_toy: Grade) -> None:
    report = grade_toy(body("time.sleep(0.3)\nreturn a * x + 1.0"), total_seconds=1.0)
    assert report.verdict is Verdict.TIMEOUT
    assert verdicts(report)["values"] == verdicts(report)["purity"] == "TIMEOUT"
    assert report.score == 0.0


def test_the_time_of_the_exercise_ends_a_check_between_two_calls(loaded: Load) -> None:
    # Seven calls take twice the second that there is.
    run = loaded(body("time.sleep(0.3)\nreturn a * x + 1.0"), total_seconds=1.0)
    check = next(c for c in run.prepared.manifest.checks if c.name == "values")
    with pytest.raises(ExerciseEnded):
        value.run(check, run)
    assert len(run.known) < len(check.places.by_hand)


def test_a_file_without_the_function_is_missing_without_checks(grade_toy: Grade) -> None:
    report = grade_toy("def scale_and_shifted(x):\n    return x\n")
    assert (report.verdict, report.score, report.max_score, report.checks) == (Verdict.MISSING, 0.0, 8.0, ())
    assert "defines no `scale_and_shift`" in report.message


def test_a_function_that_a_failed_statement_would_have_defined_is_missing_and_says_why(grade_toy: Grade) -> None:
    report = grade_toy("import math\nscale_and_shift = math.no_such_thing\n")
    assert report.verdict is Verdict.MISSING
    assert "line 2 failed: AttributeError" in report.message


def test_an_answer_that_is_none_is_asked_for_its_return(grade_toy: Grade) -> None:
    report = grade_toy("def scale_and_shift(x, a=1.0):\n    a * x + 1.0\n")
    assert named(report, "values").message.endswith("got None; is a `return` missing?")


def test_a_call_without_end_is_asked_for_its_loop(grade_toy: Grade) -> None:
    report = grade_toy(body("while True:\n    pass"), call_seconds=0.3)
    assert named(report, "values").message.endswith("; does a loop never end?")


def test_a_file_that_takes_too_long_to_load_is_told_where_training_belongs(grade_toy: Grade) -> None:
    report = grade_toy("while True:\n    pass\n", load_seconds=0.3)
    assert report.verdict is Verdict.TIMEOUT
    assert 'under `if __name__ == "__main__":`' in report.message


@pytest.mark.parametrize(
    "line", ["!pip install torch", "%matplotlib inline", "%%time", "x = !ls", "x = %pwd", "?np", "np??"]
)
def test_a_line_of_a_notebook_in_a_file_says_to_hand_in_the_notebook(grade_toy: Grade, line: str) -> None:
    message = grade_toy(f"import numpy as np\n{line}\n{RIGHT}").message
    assert message.endswith(f"(line 2: {line}); this line is a notebook's: hand in the notebook, or delete the line")


@pytest.mark.parametrize("line", ["x = (1 % ", "x = 1 !", "return x != 1", "if x ! 1: pass"])
def test_a_line_that_is_no_python_and_no_notebooks_says_nothing_of_one(grade_toy: Grade, line: str) -> None:
    assert "notebook" not in grade_toy(f"{line}\n{RIGHT}").message


def test_what_a_library_would_have_made_is_an_error_that_names_it(grade_toy: Grade) -> None:
    report = grade_toy(f"import jax\n{RIGHT}\nscale_and_shift = jax.vmap(scale_and_shift, 0)\n")
    assert (report.verdict, report.score) == (Verdict.ERROR, 0.0)
    assert "raised ModuleNotFoundError: jax.vmap isn't available" in named(report, "values").message


def test_a_file_that_is_no_python_says_whose_python(grade_toy: Grade) -> None:
    report = grade_toy("def scale_and_shift(x:\n")
    assert re.match(r"your file can't be read by Python 3\.\d+: SyntaxError: .* \(line 1: ", report.message)


def test_timing_that_is_switched_off_leaves_the_maximum(grade_toy: Grade) -> None:
    report = grade_toy(RIGHT_SQUARE, "weighted_square")
    assert verdicts(report)["speed"] == "SKIPPED"
    assert (report.verdict, report.score, report.max_score) == (Verdict.PASS, 8.0, 8.0)


def test_a_wrong_kernel_is_not_timed_and_its_speed_stays_in_the_maximum(toy_catalog: Catalog, zygote: Zygote) -> None:
    def no_timing(profile: Profile) -> Zygote:
        assert profile == NUMPY, "timed a function that is wrong"
        return zygote

    wrong = source("def weighted_square(x, w):\n    return 0.0, {'x': x, 'w': w}\n")
    report = grade(toy(toy_catalog, "weighted_square"), wrong, Job(start=no_timing), timing=True)
    speed = named(report, "speed")
    assert (speed.kind, speed.points, speed.max_points) == (Kind.TIMING, 0.0, 2.0)
    assert (report.verdict, report.score, report.max_score) == (Verdict.FAIL, 0.0, 10.0)


def test_a_fault_of_ours_has_no_score(toy_catalog: Catalog) -> None:
    report = without_checks(toy(toy_catalog).manifest, Verdict.INTERNAL, "a bug")
    assert (report.verdict, report.score, report.max_score) == (Verdict.INTERNAL, None, 8.0)


def test_the_worst_check_is_the_verdict(grade_toy: Grade) -> None:
    code = body("if a == 3:\n    raise MemoryError\nif a == 2:\n    return None\nreturn a * x + 1.0")
    report = grade_toy(code)
    assert (verdicts(report)["values"], verdicts(report)["examples"]) == ("FAIL", "MEMORY")
    assert report.verdict is Verdict.MEMORY


# Points


def test_one_wrong_drawn_case_costs_the_whole_check_and_no_other(grade_toy: Grade) -> None:
    # Only a drawn case has a scale of −½ and more than two axes' worth of fractions.
    report = grade_toy(body("return a * x + 1.0 + (x.dtype == np.float64 and x.size and np.any(x % 1)) * 1e-3"))
    assert (verdicts(report)["values"], points(report)["values"]) == ("FAIL", 0.0)
    assert "drawn case" in named(report, "values").message
    assert (points(report)["kinds"], points(report)["errors"]) == (2.0, 2.0)


@pytest.mark.parametrize("slug", ["scale_and_shift", "weighted_square"])
@pytest.mark.parametrize("code", EARNS_NOTHING.values(), ids=EARNS_NOTHING)
def test_what_computes_nothing_earns_nothing(grade_toy: Grade, slug: str, code: str) -> None:
    report = grade_toy(f"import numpy as np\ndef {slug}(*args, **kwargs):\n    {code}\n", slug)
    assert report.score == 0.0
    assert report.verdict in (Verdict.FAIL, Verdict.ERROR)


def test_an_error_that_is_right_earns_nothing_alone_though_its_check_passes(grade_toy: Grade) -> None:
    report = grade_toy("def scale_and_shift(x, a=1.0):\n    raise ValueError('a is 0')\n")
    assert (verdicts(report)["errors"], points(report)["errors"]) == ("PASS", 0.0)
    assert report.max_score == 8.0


def test_a_law_that_holds_earns_nothing_alone(grade_toy: Grade) -> None:
    report = grade_toy(body("return 0 * x + 1.0 + 0 * a"))
    assert (verdicts(report)["twice_the_scale"], report.score) == ("PASS", 0.0)


def test_gradients_that_fit_the_slopes_earn_nothing_alone(grade_toy: Grade) -> None:
    # The right gradients in float32 on drawn cases: good enough for nothing but the slopes of whole numbers.
    code = (
        "import numpy as np\n"
        "def weighted_square(x, w):\n"
        "    rough = (lambda v: v) if np.all(x % 1 == 0) else np.float32\n"
        "    return None, {'x': rough(2 * w * x), 'w': rough(x**2)}\n"
    )
    report = grade_toy(code, "weighted_square")
    assert (verdicts(report)["slopes"], verdicts(report)["gradients"]) == ("PASS", "FAIL")
    assert report.score == 0.0


def test_one_match_is_enough_for_the_other_kinds_to_earn(grade_toy: Grade) -> None:
    report = grade_toy(body("return a * np.asarray(x, float) + 1.0 + (x.size == 2 and a == -0.5)"))
    assert points(report) == {"examples": 0, "values": 0, "kinds": 2, "errors": 2, "twice_the_scale": 1, "purity": 0}
    assert report.score == 5.0


def test_one_part_that_is_right_earns_its_points(grade_toy: Grade) -> None:
    report = grade_toy(RIGHT_SQUARE.replace("2 * w", "w"), "weighted_square")
    assert points(report) == {"loss": 3, "gradients": 0, "slopes": 0, "purity": 0, "speed": 0}
    assert (report.verdict, report.score) == (Verdict.FAIL, 3.0)


def test_purity_is_added_with_no_points(grade_toy: Grade) -> None:
    purity = named(grade_toy(RIGHT), "purity")
    assert (purity.kind, purity.points, purity.max_points) == (Kind.PURITY, 0.0, 0.0)


def test_purity_takes_the_points_of_every_match_and_no_others(grade_toy: Grade) -> None:
    # Right on every case, and the last argument stays changed.
    report = grade_toy(body("out = a * x + 1.0\nif x.flags.writeable and x.size:\n    x[...] = 7\nreturn out"))
    assert verdicts(report) == {**ALL_PASS, "purity": "FAIL"}
    assert points(report) == {"examples": 0, "values": 0, "kinds": 0, "errors": 2, "twice_the_scale": 1, "purity": 0}
    assert (report.verdict, report.score) == (Verdict.FAIL, 3.0)


# What runs after what


def test_a_failing_match_runs_ladder_and_edges_and_no_drawn_case(loaded: Load) -> None:
    run = loaded(body("return a * x"))
    check = next(c for c in run.prepared.manifest.checks if c.name == "values")
    assert value.run(check, run).verdict is Verdict.FAIL
    cases = run.prepared.manifest.cases
    assert set(run.known) == {cases[place].args for place in check.places.by_hand}


def test_a_match_that_passes_the_ladder_runs_every_case(loaded: Load) -> None:
    run = loaded(RIGHT)
    check = next(c for c in run.prepared.manifest.checks if c.name == "values")
    assert value.run(check, run).verdict is Verdict.PASS
    cases = run.prepared.manifest.cases
    assert set(run.known) == {cases[place].args for place in check.places.all}
    assert check.places.drawn


def test_a_death_costs_its_own_check_and_the_next_runs_in_another_worker(grade_toy: Grade) -> None:
    report = grade_toy(body("if a == -0.5 and x.tolist() == [4.0, 6.0]:\n    os._exit(1)\nreturn a * x + 1.0"))
    assert verdicts(report) == {**ALL_PASS, "values": "ERROR"}
    assert report.score == 5.0


def test_one_timeout_costs_its_own_check_alone(grade_toy: Grade) -> None:
    code = body("while a == -0.5 and x.tolist() == [4.0, 6.0]:\n    pass\nreturn a * x + 1.0")
    report = grade_toy(code, call_seconds=0.5)
    assert verdicts(report) == {**ALL_PASS, "values": "TIMEOUT"}
    assert (report.verdict, report.score) == (Verdict.TIMEOUT, 5.0)


def test_the_first_failing_check_names_the_misconception(grade_toy: Grade) -> None:
    report = grade_toy(body("return a * (x + 1.0)"))
    told = {check.name: check.misconception for check in report.checks if check.misconception}
    first = next(check.name for check in report.checks if check.verdict is Verdict.FAIL)
    assert told == {first: "You add 1 before you scale."}


def test_an_answer_that_is_no_misconception_gets_no_diagnosis(grade_toy: Grade) -> None:
    report = grade_toy(body("return a * x + 2.0"))
    assert {check.misconception for check in report.checks} == {""}


def test_another_entry_can_be_called_in_its_place(toy_catalog: Catalog, job: Job) -> None:
    mine = source(RIGHT.replace("scale_and_shift", "mine"))
    assert grade(toy(toy_catalog), mine, job, entry="mine").verdict is Verdict.PASS
    assert grade(toy(toy_catalog), mine, job).verdict is Verdict.MISSING


MEANS = """
def weighted_square(x, w):
    return (w * x**2).mean(), {"x": 2 * w * x / x.size, "w": x**2 / x.size}
"""
TRIPLES = "def weighted_square(x, w):\n    return 3 * (w * x**2).sum(), {'x': 6 * w * x, 'w': 3 * x**2}\n"


def never(*_: object) -> bool:
    raise AssertionError("a worker was asked for slopes")


def ended(*_: object) -> bool:
    raise ExerciseEnded


def test_gradients_of_a_known_wrong_loss_count_and_no_worker_is_asked(
    grade_toy: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnose, "LEAST_DIFFERING", 2)  # the toy has no more rungs of several entries
    monkeypatch.setattr(followthrough, "_slope_agrees", never)
    report = grade_toy(MEANS, "weighted_square")
    assert named(report, "gradients").message.endswith("look at the loss. Their points count.")
    assert points(report)["gradients"] > 0 == points(report)["loss"]


def test_a_misconception_whose_gradients_are_no_slopes_of_its_loss_earns_nothing(
    grade_toy: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnose, "LEAST_DIFFERING", 2)
    # As if a worker made up the slopes: the measured ones agree.
    report = grade_toy(MEANS, "weighted_square", own_slopes=[])
    assert "look at the loss" in named(report, "gradients").message
    assert report.score == 0.0


def test_slopes_of_an_unknown_wrong_loss_are_told_and_earn_nothing(grade_toy: Grade) -> None:
    report = grade_toy(TRIPLES, "weighted_square")
    assert named(report, "gradients").message.endswith(
        "Your gradients are the slopes of your own loss: look at the loss."
    )
    assert report.score == 0.0


def test_time_that_ends_while_gradients_are_followed_costs_the_note_and_no_row(
    grade_toy: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followthrough, "_slope_agrees", ended)
    report = grade_toy(TRIPLES, "weighted_square")
    assert report.verdict is Verdict.FAIL
    assert "look at the loss" not in named(report, "gradients").message
