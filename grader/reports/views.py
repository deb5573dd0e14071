"""The files beside the gradebook, each made from it anew."""

from pathlib import Path

from grader.gradebook import Gradebook
from grader.output.write import replace_file
from grader.reports import gradebook_csv, results
from grader.reports.feedback import write_feedback


def write_views(gradebook: Gradebook, out: Path) -> tuple[Path, ...]:
    """Write every view into `out` and return their paths; OutputError where one can't be written."""
    found = gradebook.results()
    replace_file(out / results.FILE_NAME, results.render(found))
    replace_file(out / gradebook_csv.FILE_NAME, gradebook_csv.render(found))
    return out / results.FILE_NAME, out / gradebook_csv.FILE_NAME, write_feedback(found, out)
