"""What of a source shapes a case: everything but what is only text."""

import pytest

from grader.prepared.sources import without_texts

SOURCE = '''"""A module."""
import numpy as np

HINT = "no text: a value"

class A:
    """A class."""
    size = 3

def f(x, *, a=1.0):
    """A function."""
    return a * x

EXERCISE = Exercise(entry="f", hints=["one", "two"], rtol=1e-9)
'''


def changed(before: str, after: str) -> str:
    assert before in SOURCE
    return without_texts(SOURCE.replace(before, after).encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A module.", "Another one."),
        ("A class.", "Another one."),
        ("A function.", "Another\n    one."),
        ('    """A function."""\n', ""),
        ('["one", "two"]', '["one"]'),
        ('hints=["one", "two"], ', ""),
        ("import numpy", "# why\nimport numpy"),
        ("a * x", "(a  *  x)"),
        ("Exercise(", "Exercise(\n    "),
    ],
)
def test_texts_comments_and_layout_do_not_count(before: str, after: str) -> None:
    assert changed(before, after) == without_texts(SOURCE.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a * x", "x * a"),
        ("1e-9", "1e-8"),
        ("a=1.0", "a=1"),
        ("a=1.0", "a=None"),
        ("no text: a value", "another value"),
        ("size = 3", "size = 4"),
        ("size = 3", "size = True"),
        ('entry="f"', 'entry="g"'),
        ("Exercise(entry", "Example(entry"),
        ("*, a", "a"),
        ("return a * x", "a * x"),
    ],
)
def test_everything_else_counts(before: str, after: str) -> None:
    assert changed(before, after) != without_texts(SOURCE.encode())


def test_hints_of_any_other_call_count() -> None:
    assert without_texts(b"shown(hints=[1])") != without_texts(b"shown(hints=[2])")


def test_a_text_that_is_no_docstring_counts() -> None:
    assert without_texts(b"x = 1\n'one'\n") != without_texts(b"x = 1\n'two'\n")


@pytest.mark.parametrize("source", [b"def f(:", b"\xff", b"x = '\\ud800'", b""])
def test_a_file_that_is_no_python_is_taken_as_it_is(source: bytes) -> None:
    assert without_texts(source) == without_texts(source)
    assert without_texts(source) != without_texts(source + b"\nx")
