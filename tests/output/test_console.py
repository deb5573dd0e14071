import io

import pytest

from grader.output.console import columns, encodable, wants_colour


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "colour"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "0"}, True),
    ],
)
def test_a_terminal_is_coloured_unless_told_otherwise(environ: dict[str, str], colour: bool) -> None:
    assert wants_colour(Terminal(), environ) is colour


@pytest.mark.parametrize(
    ("environ", "colour"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_a_file_is_plain_unless_told_otherwise(environ: dict[str, str], colour: bool) -> None:
    assert wants_colour(io.StringIO(), environ) is colour


@pytest.mark.parametrize(("environ", "width"), [({}, 120), ({"COLUMNS": "72"}, 72), ({"COLUMNS": "x"}, 120)])
def test_a_file_is_as_wide_as_columns_says(environ: dict[str, str], width: int) -> None:
    assert columns(io.StringIO(), environ) == width


def test_a_name_that_the_encoding_lacks_is_spelled_out() -> None:
    assert encodable("王─…", "ascii") == "\\u738b-~"
    assert encodable("✓✗‹1›–", "latin-1") == "+x<1>-"


@pytest.mark.parametrize("encoding", ["utf-8", None])
def test_what_the_encoding_has_stays(encoding: str | None) -> None:
    assert encodable("王─…", encoding) == "王─…"
