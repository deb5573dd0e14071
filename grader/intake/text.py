"""Bytes into text, as Python would read them, and more leniently where Python would refuse."""

import codecs
import re

from grader.intake.files import UnreadableError

# The longer mark first: that of UTF-32 starts with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263
# Codecs that map bytes to characters and nothing else: `unicode_escape`, `punycode` (quadratic) and the like are not.
PLAIN = re.compile(
    r"utf[-_]?8([-_]sig)?|(us[-_])?ascii|(iso[-_]?)?latin[-_]?\d+|l\d|iso[-_]?8859[-_]\d+|(cp|windows|ibm)[-_]?\d+"
    r"|gbk?|gb[-_]?2312|gb18030|big5([-_]?hkscs)?|euc[-_]?(jp|kr|cn)|shift[-_]?jis|sjis|koi8[-_][rut]|mac[-_]?[a-z]{2,12}"
)


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text and what to say about it ("is not UTF-8: …"); raise UnreadableError for what is no text."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    if b"\0" in data:
        raise UnreadableError("holds NUL bytes, which are not text: save it as UTF-8")
    tried = [declared(data), "utf-8", "cp1252"]
    for encoding in filter(None, tried):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        return text, () if encoding in tried[:2] else (f"is not UTF-8: read as {encoding}",)
    return data.decode("latin-1"), ("is not UTF-8: read as latin-1",)


def _marked(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        text = data.decode(encoding)
        notes: tuple[str, ...] = ()
    except UnicodeError:
        text = data.decode(encoding, "replace")
        notes = (f"is not clean {encoding.upper()}: some characters are replaced",)
    if "\0" in text:
        raise UnreadableError("holds NUL characters, which are not text: save it as UTF-8")
    return text, notes


def declared(data: bytes) -> str:
    """Return the encoding that one of the first two lines declares, "" where none does that can be used."""
    for line in re.split(rb"\r\n?|\n", data[:4096])[:2]:
        if match := DECLARED.match(line):
            name = match[1].decode("ascii", "replace").lower()
            if len(name) > 30 or not PLAIN.fullmatch(name):
                return ""
            try:
                return codecs.lookup(name).name
            except LookupError:
                return ""
        if line.strip() and not line.lstrip().startswith(b"#"):
            return ""
    return ""


def clean(text: str) -> str:
    """Return text without lone surrogates, which JSON may hold and UTF-8 can't; pairs become their character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def lines(text: str) -> list[str]:
    """Return the lines as Python counts them, with their ends: at LF, CR LF and CR, not at form feeds."""
    return re.findall(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+", text)
