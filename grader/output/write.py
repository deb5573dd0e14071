"""The one place that writes files: a reader sees the old file or the new one, never half of one."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from grader.errors import OutputError


def replace_file(path: Path, pieces: Iterable[str | bytes], mode: int | None = None) -> None:
    """Write the pieces, text as UTF-8, to `path` once all are there; OutputError leaves the old file as it was.

    With `mode` nobody else may read it, not even while it is being written. Without one, who may read the old file may
    read the new one, and no one else.
    """
    # Beside it, for only within a file system a name changes hands at once; with the process's number, for a report
    # may be printed while a run ends.
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            if mode is None:
                with suppress(FileNotFoundError):
                    mode = path.stat().st_mode & 0o777
            _write(draft, pieces, mode)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path} can't be written: {error.strerror or error}",
            hint="look at the folder's permissions and free space",
        ) from error


def _write(path: Path, pieces: Iterable[str | bytes], mode: int | None) -> None:
    path.unlink(missing_ok=True)  # of a run that was killed; else it must be ours from its first byte on
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if mode is None else mode)
    with os.fdopen(descriptor, "wb") as file:
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)  # whatever the umask takes away
        file.writelines(piece.encode() if isinstance(piece, str) else piece for piece in pieces)
        file.flush()
        os.fsync(file.fileno())  # else a power cut may leave the new name with nothing in it
