"""What Jupyter gives to a notebook's code beside Python: `display`, `get_ipython`, `In`, `Out`, `_`, top-level await.

Nothing is shown, and no magic does more than run the Python that it was given.
"""

import re
from collections.abc import Callable, Coroutine
from typing import Any

OPTIONS = re.compile(r"^(?:-\w+(?:[ \t]+\d+)?[ \t]+)*")  # `-n 1 -r 1` before what `%timeit` runs
TRANSPARENT = ("time", "timeit", "capture", "prun")  # magics around code that runs


def display(*_shown: Any, **_settings: Any) -> None:
    """Show nothing."""


class Idle:
    """A part of IPython that does nothing: `get_ipython().events.register(…)`."""

    def __getattr__(self, name: str) -> "Idle":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_args: Any, **_settings: Any) -> None:
        """Do nothing."""


class ZMQInteractiveShell:
    """What `get_ipython()` gives; code looks at the name of its class to see whether it runs in a notebook."""

    def __init__(self, names: dict[str, Any], run: Callable[[str], Any]) -> None:
        self.user_ns = names
        self._run = run

    def run_line_magic(self, name: str, line: str, *_more: Any) -> Any:
        """Run what `%time x = f()` times, and the file of `%run file.py`; any other magic does nothing."""
        if name in TRANSPARENT:
            value = self._run(OPTIONS.sub("", line))
            return value if name == "time" else None
        if name == "run":
            files = [word.strip("\"'") for word in line.split() if not word.startswith("-")]
            for file in files[:1]:
                self._run(f"from {file.removesuffix('.py').replace('/', '.').lstrip('.')} import *")
        return None

    def run_cell_magic(self, name: str, _line: str, cell: str) -> None:
        """Run the cell of `%%time` and its like."""
        if name in TRANSPARENT:
            self._run(cell)

    def run_cell(self, cell: str, *_more: Any, **_settings: Any) -> None:
        """Run code as a cell."""
        self._run(cell)

    def magic(self, line: str) -> Any:
        """Run a line magic that is written as one."""
        name, _, rest = line.lstrip("%").partition(" ")
        return self.run_line_magic(name, rest)

    def getoutput(self, *_line: Any, **_settings: Any) -> list[str]:
        """Return no lines: there is no shell."""
        return []

    def __getattr__(self, name: str) -> "Idle":
        """Return what does nothing: settings, events, `system`."""
        if name.startswith("__"):
            raise AttributeError(name)
        return Idle()


class History:
    """`In`, `Out`, `_`, `__` and `___` of a notebook's names."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.cells = [""]
        self.results: dict[int, Any] = {}
        self.last: tuple[Any, ...] = ("", "", "")
        names.update(In=self.cells, _ih=self.cells, Out=self.results, _oh=self.results, _="", __="", ___="")

    def begin(self, text: str) -> None:
        """Note a cell that is about to run."""
        self.cells.append(text)

    def show(self, value: Any) -> None:
        """Note the value of a cell's last expression."""
        if value is None:
            return
        self.results[len(self.cells) - 1] = value
        if self.names.get("_") is self.last[0]:  # else the student has a variable of that name
            self.last = (value, *self.last[:2])
            self.names.update(zip(("_", "__", "___"), self.last, strict=True))


def awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine gives, in a loop that waits for time and threads alone: a worker opens no sockets."""
    import asyncio  # noqa: PLC0415 - 60 ms, only where a cell awaits
    import threading  # noqa: PLC0415

    woken = threading.Event()

    class Selector:
        def select(self, timeout: float | None) -> list[Any]:
            if woken.wait(timeout):
                woken.clear()
            return []

    class Loop(asyncio.BaseEventLoop):
        _selector = Selector()

        def _process_events(self, _events: list[Any]) -> None:
            pass

        def _write_to_self(self) -> None:
            woken.set()

    loop = Loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()
