"""Which exercise a file's name names: `conv2d.py`, `conv2d (1).py`, `conv2d-1.py`, `Conv2d.py`."""

import re
from collections.abc import Iterable, Mapping, Sequence

# What browsers and learning-management systems add to a name that is taken. `_1` may be the student's own numbering
# (`im2col_2.py`), so it counts only where nothing else is there.
ADDED = re.compile(r"(?P<stem>.+?)(?: ?\(\d+\)|-\d+)?\.py", re.IGNORECASE)
NUMBERED = re.compile(r"(?P<stem>.+?)_\d+\.py", re.IGNORECASE)


class Names:
    """The slugs of a catalogue, found by file name."""

    def __init__(self, slugs: Iterable[str]) -> None:
        self._slugs: Mapping[str, str] = {slug.lower(): slug for slug in slugs}

    def slug(self, name: str) -> str | None:
        """Return the slug that a file is named for."""
        match = ADDED.fullmatch(name)
        return self._slugs.get(match["stem"].lower()) if match else None

    def numbered(self, name: str) -> str | None:
        """Return the slug of a `<slug>_1.py` that isn't a slug of its own."""
        match = NUMBERED.fullmatch(name)
        return self._slugs.get(match["stem"].lower()) if match and not self.slug(name) else None

    def named(self, slug: str, names: Sequence[str]) -> list[int]:
        """Return which of `names` are named for the slug, by their indices."""
        plain = [i for i, name in enumerate(names) if self.slug(name) == slug]
        numbered = [i for i, name in enumerate(names) if self.numbered(name) == slug]
        return plain or (numbered if len(numbered) == 1 else [])
