"""The one place that writes files: a reader sees the old file or the new one, never half of one."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from grader.errors import OutputError


def replace_file(path: Path, pieces: Iterable[str | bytes]) -> None:
    """Write the pieces, text as UTF-8, to `path` once all are there; OutputError leaves the old file as it was."""
    # Beside it, for only within a file system a name changes hands at once; with the process's number, for a report
    # may be printed while a run ends.
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            _write(draft, pieces)
            with suppress(FileNotFoundError):  # who may read the old grades may read the new ones, and no one else
                draft.chmod(path.stat().st_mode & 0o777)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path} can't be written: {error.strerror or error}",
            hint="look at the folder's permissions and free space",
        ) from error


def _write(path: Path, pieces: Iterable[str | bytes]) -> None:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece.encode() if isinstance(piece, str) else piece)
        file.flush()
        os.fsync(file.fileno())  # else a power cut may leave the new name with nothing in it
