"""Text comes out as Python would read it, and more leniently."""

import codecs

import pytest

from grader.intake.files import UnreadableError
from grader.intake.magics import Magics
from grader.intake.parsing import fingerprint, outline, stub_fingerprint
from grader.intake.text import clean, decode, lines
from grader.verdicts import Verdict

from .conftest import Build, relu_of

CODE = "def relu(x):\n    return x  # ± ö\n"


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (CODE.encode(), ""),
        (CODE.encode("utf-8-sig"), ""),
        (CODE.encode("utf-16"), ""),
        (codecs.BOM_UTF16_BE + CODE.encode("utf-16-be"), ""),
        (CODE.encode("utf-32"), ""),
        (CODE.encode("cp1252"), "cp1252"),
        (CODE.replace("±", "\x81").encode("latin-1"), "latin-1"),
    ],
)
def test_encodings_are_found_out(data: bytes, note: str) -> None:
    text, notes = decode(data)
    assert text.replace("\x81", "±") == CODE
    assert len(notes) == bool(note)
    assert all(note in said for said in notes)


@pytest.mark.parametrize("name", ["gbk", "latin-1", "koi8-r", "shift_jis", "cp1251"])
def test_a_declared_encoding_is_used(name: str) -> None:
    text = f"#!/usr/bin/python\n# -*- coding: {name} -*-\nx = 'x±'\n"
    kept = text.encode(name, "ignore").decode(name)
    assert decode(text.encode(name, "ignore")) == (kept, ())


@pytest.mark.parametrize("name", ["unicode_escape", "punycode", "rot13", "zip", "no-such", "x" * 500, "idna", "utf-7"])
def test_a_declared_encoding_that_is_a_trick_is_not_used(name: str) -> None:
    text = f"# coding: {name}\nx = '\\x41'\n"
    assert decode(text.encode()) == (text, ())


@pytest.mark.parametrize("data", [b"x = 1\0", CODE.encode("utf-16-le"), codecs.BOM_UTF16_LE + b"x\0\0\0"])
def test_nul_is_no_text(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="NUL"):
        decode(data)


def test_nul_bytes_give_an_error_row(build: Build) -> None:
    row = relu_of(build({"ada/relu.py": b"def relu(x):\0"}))
    assert row.verdict is Verdict.ERROR
    assert "relu.py holds NUL bytes" in row.message


@pytest.mark.parametrize(
    "text", [CODE.replace("\n", "\r\n"), CODE.replace("\n", "\r"), "\f" + CODE, CODE.replace("    ", "\t")]
)
def test_line_ends_tabs_and_form_feeds_stay_as_they_are(text: str, build: Build) -> None:
    row = relu_of(build({"ada/hw.py": text.encode()}))
    assert row.source
    assert row.source.cells == (text,)


def test_a_lone_surrogate_is_replaced_and_a_pair_joined() -> None:
    assert clean("a\ud800b\ud83d\ude00") == "a�b😀"


def test_lines_are_those_of_python() -> None:
    assert lines("a\r\nb\rc\n\fd\x0be f") == ["a\r\n", "b\r", "c\n", "\fd\x0be f"]


def test_a_cell_that_is_python_keeps_its_percent_signs() -> None:
    cell = 's = """\n%time\n"""\n'
    assert Magics().plain(cell) == cell


@pytest.mark.parametrize(
    "nested", ["(" * 5_000 + ")" * 5_000, "-" * 200_000 + "1", "+".join("1" * 50_000), "x" + ".a" * 90_000]
)
def test_code_nested_too_deep_costs_its_own_cell(nested: str) -> None:
    assert [binding.name for binding in outline([nested, "def relu(x): pass"]).bindings] == ["relu"]


def test_a_long_elif_chain_is_read() -> None:
    chain = "if x: pass\n" + "elif x: pass\n" * 900 + "else:\n    def relu(x): return x\n"
    assert outline([chain]).of("relu") or outline([chain]).is_broken_at("relu") is False


def test_a_stub_is_known_by_what_it_does() -> None:
    def of(text: str) -> str:
        node = outline([text]).bindings[-1].node
        assert node
        return fingerprint(node)

    stub = stub_fingerprint("def f(x, a=1):\n    '''Doc.'''\n    raise NotImplementedError\n", "f")
    assert of("def f( x,a = 1 ):\n    # todo\n    raise   NotImplementedError") == stub
    assert of("def f(x, a=2):\n    raise NotImplementedError") != stub
    assert of("@cache\ndef f(x, a=1):\n    raise NotImplementedError") != stub
    assert of("def f(x, a=1):\n    return x") != stub
