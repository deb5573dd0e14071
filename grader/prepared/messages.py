"""What goes between the process that prepares exercises and the one that started it: a request, then JSON lines."""

import msgspec


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to make, by slug: whole exercises in `cases`, and those in `texts` of which the texts alone have changed."""

    root: str
    seed: int
    cases: list[str]
    texts: list[str]


class Started(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="started"):
    """An exercise is being prepared."""

    slug: str


class Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="made"):
    """An exercise is prepared; `cases` is 0 where its texts alone were made."""

    slug: str
    cases: int
    seconds: float


class Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="refused"):
    """An exercise couldn't be prepared; `slug` is empty where none could."""

    slug: str
    error: str
    hint: str = ""


Answer = Started | Made | Refused
