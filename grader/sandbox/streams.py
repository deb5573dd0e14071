"""Standard output and input of a worker, with what code expects of them."""

import io
from typing import Any

MAX_OUTPUT = 64 * 1024  # characters of what a student prints that are kept


class Output(io.TextIOBase):
    """Keeps the first characters that are printed and drops the rest."""

    encoding = "utf-8"
    errors = "replace"  # of what is written as bytes
    name = "<stdout>"
    mode = "w"
    line_buffering = True

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.left = MAX_OUTPUT
        self.buffer = Bytes(self)

    def writable(self) -> bool:
        """Return True: a file that is printed to."""
        return True

    def write(self, text: str) -> int:
        """Keep what fits."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.left > 0:
            self.parts.append(text[: self.left])
            self.left -= len(text)
        return len(text)

    def reconfigure(self, **_settings: Any) -> None:
        """Do nothing: `sys.stdout.reconfigure(encoding="utf-8")` is so already."""

    def detach(self) -> "Bytes":  # type: ignore[override]
        """Return the stream below, which stays this one's too."""
        return self.buffer

    def close(self) -> None:
        """Stay open: what is printed later counts as well."""

    def text(self) -> str:
        """Return what was kept."""
        return "".join(self.parts)


class Bytes(io.BufferedIOBase):
    """The stream below an Output: `sys.stdout.buffer.write(b"…")`."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.raw = self

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any) -> int:
        """Keep what fits, as text."""
        size = memoryview(data).nbytes
        self.output.write(bytes(memoryview(data).cast("B")[: 4 * MAX_OUTPUT]).decode("utf-8", "replace"))
        return size

    def close(self) -> None:
        """Stay open: a TextIOWrapper around it closes it when it goes."""


def no_input() -> io.TextIOWrapper:
    """Return a standard input at its end: nobody types."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
