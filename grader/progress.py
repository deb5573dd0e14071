"""How work that takes a while says how far it is, without knowing who listens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Counter(Protocol):
    """Counts what is done; a line may say what that was."""

    def advance(self, line: str = "") -> None:
        """Count one more."""


Progress = Callable[[str, int], AbstractContextManager[Counter]]  # what is being done, and how often in all


class _Unheard:
    def advance(self, line: str = "") -> None:
        del line


@contextmanager
def silent(title: str, total: int) -> Iterator[Counter]:
    """Say nothing."""
    del title, total
    yield _Unheard()
