"""tests/submissions/judge: files as students could hand them in, each with the row that it must give.

A file is named for what is special about it, its folder for the exercise; a folder in a file's place also holds the
helper modules. Of 10 points sigmoid_derivative has values 3, extreme 3, any shape and dtype 2, two laws;
conv_output_size valid 2, same 2 and six of 1; im2col windows 4, stride 2, padding 2, two laws. early_stopping_epoch
has 5: 4 for its values, two laws of a half.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from course import course

from grader.course.catalog import PUBLIC_SEED, Catalog
from grader.grading.job import Job
from grader.grading.rows import grade
from grader.prepared.folder import read_prepared
from grader.submission import Source
from grader.verdicts import CheckReport, Kind, Report, Verdict

FILES = Path(__file__).parent / "submissions" / "judge"


@dataclass(frozen=True)
class Due:
    """What a submission must get; `says` is in the message of some check or of the row."""

    verdict: Verdict
    score: float
    says: str = ""


PASS = Due(Verdict.PASS, 10)


def fail(score: float, says: str) -> Due:
    """Return what a wrong answer must get."""
    return Due(Verdict.FAIL, score, says)


def error(score: float, says: str) -> Due:
    """Return what an answer that raises must get."""
    return Due(Verdict.ERROR, score, says)


EXPECTED: Mapping[str, Mapping[str, Due]] = {
    "sigmoid_derivative": {
        # Impure: every `Matches` is lost, and both laws stay where at least `values` was right.
        "changes_its_argument": fail(2, "your function changes its argument `x`"),
        "returns_one_buffer": fail(2, "a later call changes the answer of an earlier one"),
        "mutable_default_argument": fail(2, "a later call changes the answer of an earlier one"),
        "right_on_the_first_call": fail(0, "expected 0.25, got 0"),
        "caches_by_shape": fail(0, "expected 0.196612, got 0.25"),
        "global_random_state": fail(0, "gives two answers"),
        # State that nobody can see is none.
        "caches_by_content": PASS,
        "local_random_state": PASS,
        "published_answers": fail(0, "two: expected 0.104994, got 0"),
        # What an answer is made of.
        "ndarray_subclass": PASS,
        "masked_array": PASS,
        "masked_entries": fail(7, "masked array"),  # masked beyond 100 only
        "complex_numbers": fail(0, "complex"),
        "object_array": fail(0, "object array"),
        "text": fail(0, "array"),
        "half_precision": fail(0, "one: expected 0.196612, got 0.196655"),
        "long_double": PASS,
        "big_endian": PASS,
        # What a file does beside.
        "prints_ten_megabytes": PASS,
        "warnings_as_errors": error(7, "raised RuntimeWarning: overflow"),  # beyond 709 only
        "threads": PASS,
        "exits_in_the_call": error(0, "raised SystemExit"),
        # What the name is bound to.
        "lambda_function": PASS,
        "partial_function": PASS,
        "callable_instance": PASS,
        "decorated": PASS,
        "alias_of_a_helper": PASS,
        "async_function": fail(0, "a coroutine"),
        "generator_function": error(8, "iteration over a 0-d array"),  # a list of rows is as good as an array
        "vectorize_without_otypes": error(8, "no entries: raised ValueError"),
        "class_instead_of_function": fail(0, "got a sigmoid_derivative"),
        "a_number": error(0, "not a function"),
        # Libraries that aren't there: what they would have made explains itself, and is nobody's function.
        "jit_of_a_gradient": error(0, "jax.jit isn't available"),
        "vmap_with_options": error(0, "torch.vmap isn't available"),
        "elementwise_gradient": error(0, "autograd.elementwise_grad isn't available"),
        "custom_gradient": error(0, "tensorflow.custom_gradient isn't available"),
        "numba_vectorized": error(0, "numba.vectorize isn't available"),
        "numba_guvectorized": error(0, "numba.guvectorize isn't available"),
        "partial_of_a_placeholder": error(0, "jax.vmap isn't available"),
        "rebound_by_a_placeholder": error(0, "jax.vmap isn't available"),
        "compiled_model": error(0, "torch.compile isn't available"),
        "gradient_in_a_helper": error(0, "jax.vmap isn't available"),
        "from_a_library": error(0, "my_activations.sigmoid_derivative isn't available"),
        "lambdified": error(0, "sympy."),
        "returns_a_placeholder": error(0, "torch.special.expit isn't available"),
        "calculates_with_a_placeholder": error(0, "tensorflow.one isn't available"),
        "method_of_a_model": error(0, "torch.nn.Module, the base class of Slope, isn't available"),
        # Decorators and loops that change nothing.
        "njit_with_signature": PASS,
        "njit_parallel": PASS,
        "jit_of_jax_as_partial": PASS,
        "jit_of_jax_called": PASS,
        "graph_with_signature": PASS,
        "without_gradients": PASS,
        "without_gradients_bare": PASS,
        "compiled_function": PASS,
        "scripted_function": PASS,
        "types_checked": PASS,
        "progress_bar": PASS,
        "cython_directives": PASS,
        "writes_on_a_bar": PASS,
        # Classes of libraries that aren't there: nothing is an instance of them.
        "instance_of_one_in_a_tuple": PASS,
        "instance_of_a_union": PASS,
        "subclass_of_one": PASS,
        "except_of_a_library": PASS,
        "match_of_a_class": PASS,
        "dispatch_on_a_class": PASS,
        "annotated_with_unions": PASS,
        "asks_for_devices": PASS,
        "asks_for_a_shape": error(0, "jaxtyping.Float[…] isn't available"),
        # Is it there? No.
        "asks_for_a_spec": PASS,
        "asks_for_a_loader": PASS,
        "asks_for_a_version": PASS,
        "tries_import_module": PASS,
        "tries_dunder_import": PASS,
        "tries_in_a_function_of_its_own": PASS,
        "suppresses_two_errors": PASS,
        "context_manager_of_its_own": PASS,
        "guarded_beside_unguarded": PASS,
        "guarded_helper": PASS,
        # Notebooks, as Jupyter runs them.
        "future_later_in_a_cell": PASS,
        "class_under_a_main_guard": PASS,
        "awaits": PASS,
        "results_of_cells": PASS,
        "asks_whether_it_is_a_notebook": PASS,
        "exported_notebook": PASS,
        # Helpers that are called like modules of Python's, of ours, or of nobody's.
        "helper_called_random": PASS,
        "helper_called_test": PASS,
        "helper_called_code": PASS,
        "helper_called_types": PASS,
        "helper_called_queue": PASS,
        "helper_called_grader": PASS,
        "helper_called_as_its_user": PASS,
        "library_called_grader": PASS,
        # Star imports of what isn't there.
        "star_in_a_helper": error(0, "name 'sigmoid' is not defined; `from course_utils.activations import *` brings"),
        "star_of_a_relative_module": error(0, "`from dnn_utils import *` brings nothing"),
        "two_stars": error(0, "`from testCases import *` brings nothing"),
        "star_with_the_function": Due(Verdict.MISSING, 0, "`from my_solution import *` brings nothing"),
        "star_without_need": PASS,
        # IPython's lines in a `.py`.
        "shell_line": error(0, "(line 1: !pip install numpy); this line is a notebook's: hand in the notebook"),
        "magic_line": error(0, "(line 3: %matplotlib inline); this line is a notebook's"),
        "shell_line_with_a_target": error(0, "(line 3: files = !ls); this line is a notebook's"),
        "help_line": error(0, "(line 3: np.exp?); this line is a notebook's"),
        "cell_magic": error(0, "(line 1: %%time); this line is a notebook's"),
        # Several values where one is expected.
        "tuple_with_a_cache": fail(0, "expected one array of shape (1,), got a tuple of 2 values"),
        "named_tuple": fail(0, "got a tuple of 3 values"),
        "trailing_comma": fail(0, "got a tuple of 1 value"),
        # Streams, and other names that are always there.
        "bytes_to_stdout": PASS,
        "wraps_stdout": PASS,
        "reconfigures_stdout": PASS,
        "knows_its_file": PASS,
        "reads_stdin": PASS,
        "displays": PASS,
    },
    "conv_output_size": {
        "whole_float": PASS,
        "small_integer_array": PASS,
        "fraction": PASS,
        "text": fail(0, "text '2'"),
        "list_of_one": fail(0, "expected a number (shape ()), got shape (1,)"),
        "tuple_with_an_object": fail(0, "expected one number, got a tuple of 2 values"),  # and not for that impure
        "both_sides": fail(0, "expected one number, got a tuple of 2 values"),
        "object_at_first": fail(0, "expected 2, got a list of"),  # later a number: nothing that could be compared
        "other_argument_names": PASS,  # what has no default goes by position
        "published_answers": error(0, "not in the examples"),
        "recursion": PASS,
        "endless_recursion": error(0, "RecursionError"),
        "counts_in_a_default_argument": PASS,
    },
    "early_stopping_epoch": {
        "changes_its_list": fail(1, "your function changes its argument `losses`"),  # the laws alone
        "changes_its_own_list": Due(Verdict.PASS, 5),
    },
    "im2col": {
        "keeps_the_dtype": PASS,
        "fortran_order": PASS,
        "matrix_class": PASS,
        "nested_lists": PASS,
        "columns_and_shape": fail(0, "got a tuple of 2 values"),
        "columns_in_a_tuple_of_one": fail(0, "got a tuple of 1 value"),
        "single_precision": fail(0, "expected"),
        "clears_its_own_copy": PASS,
        "clears_its_argument": fail(0, "your function changes its argument `x`"),
    },
}
ROWS = [(slug, name) for slug, rows in EXPECTED.items() for name in rows]
IMPURE = {
    "changes_its_argument",
    "returns_one_buffer",
    "mutable_default_argument",
    "global_random_state",
    "clears_its_argument",
    "changes_its_list",
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the repository's catalogue with these exercises prepared."""
    return course(PUBLIC_SEED, *EXPECTED)


def source(slug: str, name: str) -> Source:
    """Return what intake makes of a file, or of a folder with the file and its helpers."""
    notebook = FILES / slug / f"{name}.ipynb"
    if notebook.exists():
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return Source(notebook.name, tuple("".join(cell["source"]) for cell in cells))
    path = FILES / slug / f"{name}.py"
    if path.exists():
        return Source(path.name, (path.read_text(encoding="utf-8"),))
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted((FILES / slug / name).glob("*.py"))}
    return Source(f"{slug}.py", (texts.pop(slug),), tuple(texts.items()))


def graded(catalog: Catalog, job: Job, slug: str, name: str) -> Report:
    """Return the report of one submission."""
    return grade(read_prepared(catalog.prepared(slug, PUBLIC_SEED)), source(slug, name), job)


def said(report: Report) -> str:
    """Return all that a report says is wrong."""
    return "\n".join([report.message, *(f"{check.name}: {check.message}" for check in report.checks)])


def purity(report: Report) -> CheckReport:
    """Return the report of the purity check."""
    (found,) = [check for check in report.checks if check.kind is Kind.PURITY]
    return found


def test_every_file_has_a_row_in_the_table() -> None:
    files = {(path.parent.name, path.stem) for path in FILES.glob("*/*") if path.name != "__pycache__"}
    assert files == set(ROWS)


@pytest.mark.parametrize(("slug", "name"), ROWS)
def test_a_submission_gets_the_row_that_is_due(catalog: Catalog, job: Job, slug: str, name: str) -> None:
    report, due = graded(catalog, job, slug, name), EXPECTED[slug][name]
    assert (report.verdict, report.score) == (due.verdict, due.score), said(report)
    assert report.max_score == (5 if slug == "early_stopping_epoch" else 10)
    assert due.says in said(report)
    if report.checks:
        assert (purity(report).verdict is Verdict.FAIL) == (name in IMPURE), purity(report).message
