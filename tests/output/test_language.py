"""Sentences with fields, and forms that go with a number."""

from grader.output.language import ENGLISH


def test_fields_stand_in_a_sentence_and_their_braces_stay() -> None:
    assert ENGLISH.say("{where}: {text}", where="{x}", text="{0}") == "{x}: {0}"


def test_a_number_chooses_the_form() -> None:
    forms = "{number} value of {what}", "{number} values of {what}"
    assert [ENGLISH.count(*forms, number, what="x") for number in (1, 2)] == ["1 value of x", "2 values of x"]
