"""What goes between the shrinking process and the one that started it: the course, then an answer to each order."""

import msgspec

from grader.submission import Source


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line: whose exercises the orders are about, and the seed of their cases."""

    root: str
    seed: int


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked: the check of a row whose counterexample is a drawn case."""

    exercise: str
    check: str
    source: Source
    entry: str


class Shrunk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is answered, to stand in the row instead; both empty where nothing smaller was found."""

    message: str = ""
    counterexample: str = ""
