"""What intake hands to the judge: source text, never a student's object."""

import hashlib
from dataclasses import dataclass

from grader.verdicts import Verdict


@dataclass(frozen=True)
class Source:
    """The code of one student for one exercise.

    `path` is where it came from, as shown to people (`hw3.zip!/conv2d_im2col.py`). `cells` hold the text in order: a
    `.py` file is one cell, a notebook as many as it has. `modules` are the student's other `.py` files: (name, text).
    `notes` say what intake chose or left out.
    """

    path: str
    cells: tuple[str, ...]
    modules: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    def sha256(self) -> str:
        """Return the hash of all that a worker gets."""
        digest = hashlib.sha256()
        for text in (*self.cells, *(part for module in self.modules for part in module)):
            data = text.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "little"))
            digest.update(data)
        return digest.hexdigest()


@dataclass(frozen=True)
class Submission:
    """One student × one exercise slug: a source, or the verdict (MISSING, ERROR) and message that say why not."""

    student: str
    exercise: str
    source: Source | None = None
    verdict: Verdict | None = None
    message: str = ""
