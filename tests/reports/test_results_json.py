import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from classes import CONV, INTERNAL, META, SIGMOID, classes, results
from hypothesis import given

from grader.gradebook import Results
from grader.reports.results import render

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
    assert list(whole) == ["schema", "version", "seed", "sandbox", "submissions"]
    submission = whole["submissions"][0]
    assert list(submission) == ["student", "score", "max_score", "exercises"]
    row = submission["exercises"][0]
    fields = ["exercise", "verdict", "score", "max_score", "message", "source", "sha256", "corpus", "seconds", "checks"]
    assert list(row) == fields
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


@given(classes())
def test_whatever_students_wrote_the_file_holds_to_the_schema(found: Results) -> None:
    whole = loaded(found)
    VALIDATOR.validate(whole)
    assert [s["student"] for s in whole["submissions"]] == [s.student for s in found.reports()]
