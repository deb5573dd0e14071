"""Counterexamples that only drawn cases give are made small, the same way every time."""

import time
from pathlib import Path

import pytest
from toys import SEED, body, source

from grader.authoring.shrink import PURITY_MESSAGE, shrink
from grader.authoring.solutions import Solution, load_solution
from grader.course.catalog import Catalog
from grader.gradebook import open_gradebook
from grader.grading.plan import grade_class, make_plan, run_meta
from grader.grading.shrinking.messages import Order, Shrunk
from grader.intake.client import collect
from grader.sandbox.launch import Workers

WRONG_WHEN_LARGE = body("y = a * x + 1.0\nreturn y + 1 if np.size(x) > 5 else y")


@pytest.fixture
def solution(toy_catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> Solution:
    monkeypatch.syspath_prepend(str(toy_catalog.root))
    return load_solution(toy_catalog.root, toy_catalog.find("scale_and_shift"))


def shrunk(solution: Solution, zygote: Workers, code: str) -> Shrunk:
    return shrink(solution, Order("scale_and_shift", "values", source(code), "scale_and_shift"), SEED, zygote)


def test_a_fault_of_large_arrays_is_shown_on_the_smallest_one(solution: Solution, zygote: Workers) -> None:
    found = shrunk(solution, zygote, WRONG_WHEN_LARGE)
    assert found.message.startswith("smallest case found: 6 of 6 entries differ")


def test_it_is_the_same_case_every_time(solution: Solution, zygote: Workers) -> None:
    assert shrunk(solution, zygote, WRONG_WHEN_LARGE) == shrunk(solution, zygote, WRONG_WHEN_LARGE)


def test_what_is_right_in_a_fresh_process_depends_on_earlier_calls(solution: Solution, zygote: Workers) -> None:
    assert shrunk(solution, zygote, body("return a * x + 1.0")) == Shrunk(PURITY_MESSAGE)


def test_a_moody_function_does_not_end_the_shrinking(solution: Solution, zygote: Workers) -> None:
    moody = body("mood.append(1)\nreturn a * x + len(mood) % 2", before="mood = []")
    assert shrunk(solution, zygote, moody).message


def test_a_function_that_dies_does_not_end_the_shrinking(solution: Solution, zygote: Workers) -> None:
    assert shrunk(solution, zygote, body("os._exit(1)")) == Shrunk()


def test_a_function_that_takes_its_time_once_it_is_shrunk_is_given_up(
    solution: Solution, zygote: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.authoring.shrink.MOST_SECONDS", 0.5)
    before = time.monotonic()
    shrunk(solution, zygote, body("time.sleep(0.2)\nreturn a * x + 1.0", before="import time"))
    assert time.monotonic() - before < 30  # 600 calls of 0.2 s are two minutes


def test_an_error_without_a_type_of_its_own_does_not_end_the_shrinking(solution: Solution, zygote: Workers) -> None:
    found = shrunk(solution, zygote, body("raise BaseException"))
    assert found.message == "smallest case found: raised an error (line 7: raise BaseException)"


def test_a_file_that_does_not_load_again_does_not_end_the_shrinking(solution: Solution, zygote: Workers) -> None:
    assert shrunk(solution, zygote, "import os\nos._exit(1)\n") == Shrunk()


def test_a_class_gets_small_counterexamples(toy_catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "scale_and_shift.py").write_text(WRONG_WHEN_LARGE)
    entry = toy_catalog.find("scale_and_shift")
    intake = collect(tmp_path / "class", {entry.slug: entry.stub.read_text()})
    plan = make_plan(toy_catalog, [entry], SEED)
    with open_gradebook(tmp_path / "out") as book:
        book.start(run_meta(plan, intake, ()))
        grade_class(plan, intake, book, 1, lambda _student, _report: None)
        (student,) = book.reports()
    failing = [check for check in student.exercises[0].checks if check.message.startswith("smallest case found")]
    assert [check.name for check in failing] == ["values"]
