"""The files beside the gradebook, each made from it anew."""

from collections.abc import Callable
from pathlib import Path

from grader.errors import OutputError
from grader.gradebook import Gradebook, Results
from grader.output.write import replace_file
from grader.reports import gradebook_csv, results
from grader.reports.feedback import write_feedback


def write_views(gradebook: Gradebook, out: Path) -> tuple[Path, ...]:
    """Write every view into `out` that can be written, and return their paths; OutputError names those that can't."""
    found = gradebook.results()
    writers: tuple[Callable[[Results, Path], Path], ...] = (_write_results, _write_gradebook_csv, write_feedback)
    written, refused = [], []
    for write in writers:
        try:
            written.append(write(found, out))
        except OutputError as error:
            refused.append(error)
    if refused:
        raise OutputError("; ".join(map(str, refused)), hint=refused[0].hint)
    return tuple(written)


def _write_results(found: Results, out: Path) -> Path:
    replace_file(out / results.FILE_NAME, results.render(found))
    return out / results.FILE_NAME


def _write_gradebook_csv(found: Results, out: Path) -> Path:
    replace_file(out / gradebook_csv.FILE_NAME, gradebook_csv.render(found))
    return out / gradebook_csv.FILE_NAME
