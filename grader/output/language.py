"""The language that texts are told in. Sentences are written in English where they are used; a catalogue translates."""

from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any


@dataclass(frozen=True)
class Language:
    """A language by its code, with its catalogue of sentences; English needs none."""

    code: str
    catalogue: NullTranslations = field(default_factory=NullTranslations, compare=False)

    def say(self, sentence: str, /, **fields: Any) -> str:
        """Return a sentence in this language; `{name}` in it stands for the field of that name."""
        return self.catalogue.gettext(sentence).format(**fields)

    def count(self, one: str, many: str, number: int, /, **fields: Any) -> str:
        """Return the form of a sentence that goes with a number, which stands in it as `{number}`."""
        return self.catalogue.ngettext(one, many, number).format(number=number, **fields)


ENGLISH = Language("en")
