"""What the rules go by: the exercises that are graded, and all that one student handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

from grader.intake.documents import Document
from grader.intake.modules import leaf_name
from grader.intake.naming import Names
from grader.intake.parsing import stub_fingerprint
from grader.intake.signatures import Signature, of_stub
from grader.intake.walk import Found


@dataclass(frozen=True)
class Course:
    """The exercises that are graded, and all that could be named."""

    names: Names
    stubs: Mapping[str, str]  # fingerprints by slug
    signatures: Mapping[str, Signature | None]

    @classmethod
    def of(cls, names: Names, stubs: Mapping[str, str], slugs: Sequence[str]) -> "Course":
        """Return the course of these slugs."""
        fingerprints = {slug: stub_fingerprint(stubs[slug], slug) for slug in slugs}
        return cls(names, fingerprints, {slug: of_stub(stubs[slug], slug) for slug in slugs})


@dataclass(frozen=True)
class Handed:
    """All that one student handed in: what may be the answer, what else may be imported, everything by name.

    `litter` are paths of code that tools left behind: it is nobody's answer.
    """

    candidates: Sequence[Document]
    modules: Sequence[Document]
    found: Sequence[Found]
    notes: Sequence[str]
    litter: Sequence[str] = ()

    @cached_property
    def own(self) -> frozenset[str]:
        """Return what modules of these files, and the packages that they lie in, may be called."""
        files = [d.found for d in (*self.candidates, *self.modules) if not d.is_notebook]
        paths = [(*parts[:-1], leaf_name(parts[-1])) for found in files for parts in found.spellings]
        return frozenset(normalize("NFKC", part) for path in paths for part in path)
