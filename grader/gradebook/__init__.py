"""The gradebook: every row as soon as it is known, in SQLite at OUT/gradebook.sqlite; all reports are views of it.

One process writes, each row in a transaction of its own, so that a killed run goes on where it stopped:

    with open_gradebook(out) as book:
        book.start(RunMeta(version, seed, sandbox, exercises, students, worth, terms))
        for each student and exercise:
            if book.known(student, exercise, sha256, corpus, grader) is None:
                book.put(student, report, grader=grader)
        book.finish()
        write_views(book, out)

Rows are kept as they were graded, with the exercises' own points. What an assignment gives for them, who was late and
what an instructor changed by hand are applied where rows are shown (`grader.gradebook.shown`).
"""

from grader.gradebook.book import Gradebook
from grader.gradebook.opening import open_gradebook, read_gradebook
from grader.gradebook.overrides import Override
from grader.gradebook.runs import Run, RunMeta, Terms
from grader.gradebook.schema import FILE_NAME
from grader.gradebook.shown import Results, Row, StudentReport, student_report

__all__ = [
    "FILE_NAME",
    "Gradebook",
    "Override",
    "Results",
    "Row",
    "Run",
    "RunMeta",
    "StudentReport",
    "Terms",
    "open_gradebook",
    "read_gradebook",
    "student_report",
]
