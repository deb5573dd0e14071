"""What the place that is printed to can show: colour, width, characters."""

import shutil
from collections.abc import Mapping
from typing import TextIO

PLAIN_COLUMNS = 120  # of a file or a pipe, which have no width of their own

# What a terminal without Unicode shows instead; one for one, so that columns stay aligned.
ASCII = str.maketrans(
    {"─": "-", "…": "~", "·": "-", "—": "-", "–": "-", "×": "x", "✓": "+", "✗": "x", "‹": "<", "›": ">"}
)


def wants_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Return whether to colour: NO_COLOR, then FORCE_COLOR, CLICOLOR_FORCE, TERM=dumb, and whether it is a terminal."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()


def columns(stream: TextIO, environ: Mapping[str, str]) -> int:
    """Return the width: COLUMNS, else the terminal's, else one for files."""
    if environ.get("COLUMNS", "").isdecimal() and int(environ["COLUMNS"]):
        return int(environ["COLUMNS"])
    return shutil.get_terminal_size().columns if stream.isatty() else PLAIN_COLUMNS


def encodable(text: str, encoding: str | None) -> str:
    """Return the text as the encoding can hold it, so that a name in another script never ends the program."""
    encoding = encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(ASCII).encode(encoding, "backslashreplace").decode(encoding)
    return text
