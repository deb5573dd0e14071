"""The one place where text that a student wrote is made harmless for a view."""

import re
import unicodedata
from itertools import pairwise

# Cc moves the cursor and rings, Cf turns the reading direction and hides, Cs no terminal can encode, Zl and Zp break
# lines, Zs are spaces, of which one kind is enough to tell two names apart.
JOINERS = "\u200c\u200d"  # Persian and Hindi names, and emoji, are written with these
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
# Letters and marks that nobody sees: Unicode's Default_Ignorable_Code_Point beyond these categories; Braille's blank.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
COLOURED = "\ufe0f"  # asks for a sign's picture: seen behind a sign, and hidden behind anything else
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# OWASP's list of what makes a spreadsheet take a cell for a formula. An apostrophe before it counts, too: so no two
# texts become one, and `csv_text` can be undone by taking off one apostrophe.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # full-width ones, too: some spreadsheets take them for the others
# What CommonMark and its common extensions (tables, strikethrough, formulas) read as markup anywhere, and at the start
# of a line alone: lists, and the underlines of headings.
MARKUP = re.compile(r"[\\`*{}\[\]<>#&|~$!]|(?<![^\W_])_|_(?![^\W_])")  # within a word an underscore is none
LINE_START = re.compile(r"^(?=[-+=])|^\d+(?=[.)])")


def terminal(text: str) -> str:
    """Return the text on one line, with characters that would steer a terminal or hide as `\\x1b`, `\\n`, `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(c) if hides(c, before) else c for before, c in pairwise(" " + text))


def hides(character: str, before: str) -> bool:
    """Return whether a character steers what shows it, or can't be seen, or told from another, behind `before`."""
    if character == " ":
        return False
    if character == COLOURED:
        return unicodedata.category(before) != "So"
    return unicodedata.category(character) in UNSEEN or BLANK.match(character) is not None


def csv_text(text: str) -> str:
    """Return the text with an apostrophe before it where a spreadsheet would run it as a formula. Never for numbers."""
    return "'" + text if FORMULA.match(text) else text


def markdown(text: str) -> str:
    """Return the text on one line, as Markdown that shows just it: no markup, link, HTML, list or heading."""
    return LINE_START.sub(r"\g<0>\\", MARKUP.sub(r"\\\g<0>", terminal(text).strip()))


def json_text(data: bytes) -> bytes:
    """Return JSON in UTF-8 with the same values, that a terminal or an editor can show: what hides is written out.

    JSON itself escapes the first 32 characters alone.
    """
    if data.isascii() and b"\x7f" not in data:
        return data
    text = data.decode()
    return "".join(_json_escaped(c) if hides(c, before) else c for before, c in pairwise(" " + text)).encode()


def _json_escaped(character: str) -> str:
    if character in "\n\r\t":  # between JSON's values
        return character
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _escaped(character: str) -> str:
    code = ord(character)
    if character in SHORT:
        return SHORT[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shown(name: str) -> str:
    """Return a name as it may stand in a message; no two names are shown alike.

    Undecodable bytes, control characters and those that turn the reading direction become backslash escapes, so a
    backslash itself is doubled.
    """
    return "".join(_shown(c, before) for before, c in pairwise(" " + name))


def _shown(character: str, before: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # an undecodable byte (PEP 383)
        return f"\\x{code - 0xDC00:02x}"
    if character == "\\":
        return "\\\\"
    if hides(character, before) and character not in JOINERS:
        return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character
