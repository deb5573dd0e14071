"""What intake hands to the judge: source text, never a student's object."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.verdicts import Verdict

NOTEBOOK = ".ipynb"  # in a file's name; browsers and platforms add to it


@dataclass(frozen=True)
class Attempt:
    """One time that a student handed in: the platform's number of it, and when, as UTC in ISO form ("" if unknown)."""

    number: int
    time: str = ""


@dataclass(frozen=True)
class Student:
    """Who handed in. `id` is unique in a class and tells rows apart; `name` is shown.

    `ids` are those that the platform gives, by its own words for them. A folder says no more than one name: see
    `named`.
    """

    id: str
    name: str
    address: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    attempts: tuple[Attempt, ...] = ()


def named(*names: str) -> tuple[Student, ...]:
    """Return students of whom nothing is known but a name, which is the id as well."""
    return tuple(Student(name, name) for name in names)


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

    @property
    def is_notebook(self) -> bool:
        """Return whether it runs as Jupyter runs it."""
        return len(self.cells) != 1 or NOTEBOOK in self.path.rpartition("/")[2].lower()

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
    """One student × one exercise slug: a source, or the verdict (MISSING, ERROR) and message that say why not.

    `student` is the id. `time` is when the file that counts was last changed, as UTC in ISO form; "" where there is no
    such file or nobody knows. `instead` says what was handed in where the exercise wasn't: the same for all of them.
    """

    student: str
    exercise: str
    source: Source | None = None
    verdict: Verdict | None = None
    message: str = ""
    instead: str = ""
    time: str = ""
