import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from classes import CONV, DUE, EARLY, INTERNAL, LATE, META, SIGMOID, classes, results, results_of
from hypothesis import given, settings

from grader.gradebook import Override, Results, Row
from grader.reports.results import render
from grader.verdicts import Verdict

SCHEMA = json.loads(files("grader.reports").joinpath("results.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def loaded(found: Results) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(b"".join(render(found)), parse_constant=refuse)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_fields_come_in_the_order_of_the_contract() -> None:
    whole = loaded(results(("ada", [CONV, SIGMOID])))
    assert list(whole) == ["schema", "version", "seed", "sandbox", "title", "due", "submissions"]
    submission = whole["submissions"][0]
    assert list(submission) == ["student", "score", "max_score", "exercises", "name"]
    row = submission["exercises"][0]
    fields = ["exercise", "verdict", "score", "max_score", "message", "source", "sha256", "corpus", "seconds", "checks"]
    assert list(row) == [*fields, "time", "late"]
    fields = ["name", "kind", "verdict", "points", "max_points", "message", "counterexample", "misconception", "named"]
    assert list(row["checks"][0]) == fields


def test_what_was_found_is_what_is_written() -> None:
    whole = loaded(results(("ada", [CONV, SIGMOID])))
    assert (whole["schema"], whole["version"], whole["seed"]) == ("grader/results/v1", META.version, META.seed)
    assert (whole["submissions"][0]["score"], whole["submissions"][0]["max_score"]) == (12.5, 17.5)
    assert whole["submissions"][0]["exercises"][0]["checks"][1]["message"] == "one pixel: expected 4, got 3"


def test_a_withheld_score_is_null_and_not_0() -> None:
    submission = loaded(results(("ada", [CONV, INTERNAL])))["submissions"][0]
    assert submission["score"] is None
    assert submission["exercises"][1]["score"] is None


def test_a_class_of_nobody_is_valid() -> None:
    whole = loaded(results())
    VALIDATOR.validate(whole)
    assert whole["submissions"] == []


def test_each_student_is_a_line_that_tools_can_find() -> None:
    text = b"".join(render(results(("ada", [CONV]), ("b\no", [SIGMOID])))).decode()
    assert [line[:16] for line in text.splitlines()[1:-1]] == ['{"student": "ada', '{"student": "b\\n']


@pytest.mark.parametrize("change", [{"verdict": "INTERNAL"}, {"score": None}, {"extra": 1}])
def test_the_schema_refuses_what_the_contract_does(change: dict[str, Any]) -> None:
    whole = loaded(results(("ada", [CONV])))
    whole["submissions"][0]["exercises"][0] |= change
    assert not VALIDATOR.is_valid(whole)


def test_a_file_from_before_titles_and_dates_still_holds_to_the_schema() -> None:
    whole = loaded(results(("ada", [CONV])))
    del whole["title"], whole["due"], whole["submissions"][0]["name"]
    for row in whole["submissions"][0]["exercises"]:
        del row["time"], row["late"]
    VALIDATOR.validate(whole)


def test_title_and_date_are_the_assignments() -> None:
    whole = loaded(results(("ada", [CONV]), title="Week 3 \u202e", due=DUE))
    assert (whole["title"], whole["due"]) == ("Week 3 \u202e", "2025-11-28T13:00:00+01:00")
    assert "\u202e" not in b"".join(render(results(title="\u202e"))).decode()


def test_a_row_says_when_it_came_and_whether_that_was_late() -> None:
    rows = loaded(results_of(("ada", [Row(CONV, time=LATE), Row(SIGMOID, time=EARLY)]), due=DUE))["submissions"][0][
        "exercises"
    ]
    assert [(row["time"], row["late"]) for row in rows] == [(LATE, True), (EARLY, False)]


def test_a_score_set_by_hand_says_why_by_whom_and_when() -> None:
    override = Override("ada", INTERNAL.exercise, 5.0, "the grader failed", "cj", LATE)
    whole = loaded(results_of(("ada", [Row(INTERNAL, override=override)])))
    VALIDATOR.validate(whole)
    row = whole["submissions"][0]["exercises"][0]
    assert (row["verdict"], row["score"]) == ("INTERNAL", 5.0)
    assert row["override"] == {"reason": "the grader failed", "author": "cj", "time": LATE}


def test_what_was_handed_in_instead_is_part_of_the_message() -> None:
    missing = replace(CONV, verdict=Verdict.MISSING, checks=(), message="no conv2d.py", instead="found adam_step")
    row = loaded(results(("ada", [missing])))["submissions"][0]["exercises"][0]
    assert row["message"] == "no conv2d.py; found adam_step"


def test_points_are_decimals() -> None:
    rows = [replace(CONV, score=0.7, max_score=2.3), replace(SIGMOID, score=8.2, max_score=6.6)]
    submission = loaded(results(("ada", rows)))["submissions"][0]
    assert (submission["score"], submission["max_score"]) == (8.9, 8.9)


@settings(deadline=None)
@given(classes())
def test_whatever_students_wrote_the_file_holds_to_the_schema(found: Results) -> None:
    whole = loaded(found)
    VALIDATOR.validate(whole)
    assert [s["student"] for s in whole["submissions"]] == [s.student for s in found.reports()]
