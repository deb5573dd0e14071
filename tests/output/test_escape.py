import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.output import escape

TEXT = st.text(st.characters() | st.sampled_from("\x1b\x07\r\n\t\u202e\u2028\u200f\ufeff\x9b\U000e0041'=+-@"))


@pytest.mark.parametrize(
    ("student", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("bell\x07", "bell\\x07"),
        ("over\rwritten", "over\\rwritten"),
        ("two\nlines", "two\\nlines"),
        ("tab\t", "tab\\t"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200fb", "a\\u200fb"),
        ("a\u2028b", "a\\u2028b"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("half\ud800", "half\\ud800"),
        ("ali\u3164ce", "ali\\u3164ce"),
        ("alice\ufe0f", "alice\\ufe0f"),
        ("al\u034fice", "al\\u034fice"),
        ("alice\xa0b", "alice\\xa0b"),
        ("alice\u2800", "alice\\u2800"),
        ("田中\u3000宏", "田中\\u3000宏"),
    ],
)
def test_what_would_steer_a_terminal_is_shown_instead(student: str, shown: str) -> None:
    assert escape.terminal(student) == shown


@pytest.mark.parametrize(
    "name", ["ada", "Zoë Ångström", "王小明", "[red]x[/red]", "C:\\new", "naïve 👍", "❤\ufe0f", "שלום"]
)
def test_ordinary_text_of_any_script_stays_as_it_is(name: str) -> None:
    assert escape.terminal(name) == name


@given(TEXT)
def test_no_control_or_format_character_is_ever_left(text: str) -> None:
    shown = escape.terminal(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert shown.encode().decode() == shown
    assert len(shown.splitlines()) <= 1


@given(TEXT)
def test_escaping_twice_changes_nothing(text: str) -> None:
    assert escape.terminal(escape.terminal(text)) == escape.terminal(text)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert escape.csv_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "ada", "a=b", "o'neil", "'ada", "x-1", "42"])
def test_a_text_that_is_no_formula_stays_as_it_is(text: str) -> None:
    assert escape.csv_text(text) == text


@given(TEXT)
def test_a_csv_text_is_never_a_formula_and_can_be_undone(text: str) -> None:
    cell = escape.csv_text(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert (cell[1:] if escape.FORMULA.match(cell) else cell) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*b* _i_ `c` ~~s~~", "\\*b\\* \\_i\\_ \\`c\\` \\~\\~s\\~\\~"),
        ("chain_rule_gradients", "chain_rule_gradients"),
        ("__init__ _x y_ 1_000", "\\_\\_init\\_\\_ \\_x y\\_ 1_000"),
        ("<script>&amp;", "\\<script\\>\\&amp;"),
        ("[a](b) ![c](d)", "\\[a\\](b) \\!\\[c\\](d)"),
        ("# heading", "\\# heading"),
        ("- item", "\\- item"),
        ("+ item", "\\+ item"),
        ("===", "\\==="),
        ("1. item", "1\\. item"),
        ("12) item", "12\\) item"),
        ("   code", "code"),
        ("a | b", "a \\| b"),
        ("$x$", "\\$x\\$"),
        ("two\nlines", "two\\\\nlines"),
        ("same: expected 4, got -3.5 at [0, 1]", "same: expected 4, got -3.5 at \\[0, 1\\]"),
    ],
)
def test_a_text_in_markdown_shows_just_itself(text: str, shown: str) -> None:
    assert escape.markdown(text) == shown


@given(TEXT)
def test_a_text_in_markdown_stays_on_its_line_and_keeps_every_word(text: str) -> None:
    shown = escape.markdown(text)
    assert len(shown.splitlines()) <= 1
    unescaped = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown)
    assert unescaped == escape.terminal(text).strip()


@given(TEXT)
def test_no_markup_character_of_a_text_is_left_to_markdown(text: str) -> None:
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", escape.markdown(text))
    assert not set(bare) & set("\\`*{}[]<>#&|~$!")
