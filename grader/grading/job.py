"""A job: what one process that grades row after row owns, and ends with it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.grading.machine import allowed_cpus, pin
from grader.grading.own_files import NotOwn, machine_lock
from grader.prepared.folder import Prepared, read_prepared
from grader.sandbox.launch import NotAlone, Workers, start_zygote
from grader.sandbox.profiles import Profile


class Job:
    """Owns its zygotes, one a profile, each started when it is first asked for, and what it read of exercises.

    Pins itself to `cpu`, and with it what it starts: a call there and back costs a fifth of that on two. `pinned` says
    whether that could be done. To be closed, or used in a `with`.
    """

    def __init__(self, cpu: int | None = None, start: Callable[[Profile], Workers] = start_zygote) -> None:
        self._cpus_before = allowed_cpus()
        self.pinned = cpu is not None and pin([cpu])
        self._start = start
        self._starting = threading.Lock()  # `check` starts a zygote in a thread, while it reads files
        self._zygotes: dict[Profile, Workers] = {}
        self._prepared: dict[Path, tuple[str, Prepared]] = {}

    def zygote(self, profile: Profile) -> Workers:
        """Return what gives workers of a profile; raises ZygoteLost where it can't be started."""
        with self._starting:
            if profile not in self._zygotes:
                self._zygotes[profile] = self._start(profile)
            return self._zygotes[profile]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Give the machine's lock for timing: two timings at once would disturb each other. Raises NotAlone."""
        with ExitStack() as held:
            try:
                held.enter_context(machine_lock("timing"))
            except NotOwn as error:
                raise NotAlone(str(error), hint=error.hint) from error
            yield

    def prepared(self, folder: Path, key: str) -> Prepared:
        """Return a prepared exercise, read once; `key` tells a newer one in the same folder. Raises PreparedError."""
        known = self._prepared.get(folder)
        if known is None or known[0] != key:
            known = self._prepared[folder] = (key, read_prepared(folder))
        return known[1]

    def end_zygotes(self) -> None:
        """End every zygote, whether it lives or not: the next worker is one of a new zygote."""
        with self._starting:
            while self._zygotes:
                self._zygotes.popitem()[1].close()

    def close(self) -> None:
        """End the zygotes and forget the exercises; the process may use its other CPUs again."""
        self.end_zygotes()
        self._prepared.clear()
        if self.pinned:
            pin(self._cpus_before)
            self.pinned = False

    def __enter__(self) -> Self:
        """Return the job."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the job."""
        self.close()
