"""Mutants of small functions, of generated ones, and of every reference of the course."""

import ast
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring.audit.mutants import mutants, normalised

COURSE = Path(__file__).parents[2]
REFERENCES = sorted((COURSE / "solutions").glob("*/*/reference.py"))

# Statements of a function f(x, n, axis=0, kind="same"): together they hold every kind of node that has mutations.
STATEMENTS = (
    "y = x + 2 * n - 1.5",
    "y, z = x @ x.T, -x",
    "n += 1",
    "y = np.max(x, axis=1, keepdims=True)",
    "y = x[1:n, ::2].copy()",
    "y = np.zeros((n, 3)).astype(np.float64)",
    "x[n] = float(n)",
    "y = x if n >= 2 and not axis else -1",
    "if kind == 'same':\n    n = 0\nelse:\n    n = n // 2",
    "if n is None or n < 0:\n    raise ValueError(f'{n} is below 0')",
    "for i in range(n):\n    if i % 2:\n        continue\n    x[i] **= 2",
    "while n > 1:\n    n -= 1\n    break",
    "with np.errstate(all='ignore'):\n    y = 1 / x",
    "y = [np.exp(v) for v in x if v != 0]",
    "y: np.ndarray = x.transpose(0, 2, 1)",
    "'a text alone'",
    "pass",
)


def function(*lines: str) -> str:
    """Return the source of a function with these statements, which may take several lines each."""
    body = "\n".join("    " + line for statement in lines for line in statement.splitlines())
    return f"import numpy as np\n\n\ndef f(x, n, axis=0, kind='same'):\n{body}\n    return x, y\n"


def made_from(line: str) -> set[str]:
    """Return what stands in the place of the one statement, for each mutant that changes it and nothing else."""
    before, _, after = normalised(function("pass")).partition("pass")
    texts = [m.source for m in mutants(function(line)) if m.source.startswith(before) and m.source.endswith(after)]
    return {text.removeprefix(before).removesuffix(after) for text in texts}


def as_python_writes_it(line: str) -> str:
    return ast.unparse(ast.parse(line))


@pytest.mark.parametrize(
    ("line", "others"),
    [
        (
            "y = x + n",
            ["y = x - n", "y = x * n", "y = x / n", "y = x // n", "y = x ** n", "y = x @ n", "y = x", "y = n"],
        ),
        ("y = x - n", ["y = x + n", "y = n - x"]),
        ("y = -x", ["y = x"]),
        ("y = np.exp(x)", ["y = np.expm1(x)", "y = np.exp(-x)", "y = -np.exp(x)", "y = x"]),
        ("y = x < n", ["y = x <= n", "y = x > n", "y = x >= n", "y = x == n", "y = x != n"]),
        ("y = x is None", ["y = x is not None"]),
        ("y = x and n", ["y = x or n", "y = x", "y = n"]),
        ("y = not x", ["y = x"]),
        ("y = x if n else 2", ["y = x if not n else 2", "y = x", "y = 2"]),
        ("y = 3", ["y = 4", "y = 2", "y = 6", "y = 0", "y = -3"]),
        ("y = -1", ["y = 0", "y = -2", "y = 1"]),
        ("y = 1e-7", ["y = 1e-06", "y = 1e-08", "y = 2e-07", "y = 0.0", "y = -1e-07"]),
        ("y = True", ["y = False"]),
        ("y = kind == 'same'", ["y = kind != 'same'", "y = kind == 'not same'"]),
        ("y = kind in ('valid', 'same')", ["y = kind in ('same', 'same')", "y = kind not in ('valid', 'same')"]),
        ("y = x.sum(axis=0)", ["y = x.sum(axis=1)", "y = x.sum(axis=-1)", "y = x.sum(axis=None)", "y = x.sum()"]),
        ("y = x.sum(axis=0)", ["y = x.mean(axis=0)", "y = x"]),
        ("y = x.sum(axis=(1, 2))", ["y = x.sum(axis=1)", "y = x.sum(axis=2)"]),
        ("y = x.max(keepdims=True)", ["y = x.max()", "y = x.min(keepdims=True)"]),
        ("y = x[n]", ["y = x[n + 1]", "y = x[n - 1]"]),
        ("y = x[1:n:2]", ["y = x[2:n:2]", "y = x[0:n:2]", "y = x[:n:2]", "y = x[1:n + 1:2]", "y = x[1:n - 1:2]"]),
        ("y = x[1:n:2]", ["y = x[1:n]", "y = x[1::2]"]),
        ("y = x[:, n]", ["y = x[1:, n]", "y = x[:-1, n]"]),
        ("y = f(x, n, 1)", ["y = f(n, x, 1)", "y = f(x, 1, n)"]),
        ("y = x.transpose(0, 2, 1)", ["y = x.transpose(2, 0, 1)", "y = x.transpose(0, 1, 2)", "y = x"]),
        ("y = x.copy()", ["y = x"]),
        ("y = np.array(x)", ["y = x"]),
        ("y = x.astype(np.float64)", ["y = x", "y = x.astype(np.float32)", "y = x.astype(np.int64)"]),
        ("y = x.astype(int)", ["y = x.astype(float)"]),
        ("y = float(n)", ["y = int(n)", "y = n"]),
        ("y = np.zeros(n)", ["y = np.ones(n)", "y = np.zeros(n, dtype='float32')", "y = np.zeros(n, dtype='int64')"]),
        ("y = x.T", ["y = x"]),
        ("y = x @ n", ["y = x.T @ n", "y = x @ n.T"]),
        ("y = np.ceil(x)", ["y = np.floor(x)"]),
        ("y = np.maximum(x, 0)", ["y = np.minimum(x, 0)"]),
        ("y = axis", ["y = n", "y = kind"]),
        ("y += x", ["y -= x", "y = x"]),
        ("raise ValueError('no')", ["raise Exception"]),
    ],
)
def test_a_statement_is_changed_in_every_way_that_is_listed(line: str, others: list[str]) -> None:
    assert not {as_python_writes_it(other) for other in others} - made_from(line)


@pytest.mark.parametrize(
    ("line", "never"),
    [
        ("y = max(n, 0)", "y = max(0, n)"),  # equal whatever n is
        ("y = np.abs(x)", "y = np.abs(-x)"),
        ("y = len(x)", "y = len(-x)"),
        ("y = x.reshape(-1, n)", "y = x.reshape(-2, n)"),
        ("y = 0.0", "y = -0.0"),
        ("y = x.transpose(0, 1, 3, 2)", "y = x.transpose(0, 1, -3, 2)"),
        ("y = np.zeros(n)", "y = -np.zeros(n)"),
        ("x, n = n, x", "-x, n = n, x"),
    ],
)
def test_a_change_that_no_input_could_tell_isnt_made(line: str, never: str) -> None:
    found = made_from(line)
    assert found
    assert never not in found


def test_each_statement_is_dropped() -> None:
    lines = ["n += 1", "y = x[n]", "x[0] = n", "print(y)", "raise ValueError('no')"]
    found = {m.source for m in mutants(function(*lines))}
    for i in range(len(lines)):
        assert normalised(function(*lines[:i], *lines[i + 1 :])) in found
    assert normalised(function(*lines)).replace("return (x, y)", "").rstrip() in found


def test_an_if_is_dropped_negated_and_replaced_by_either_branch() -> None:
    found = {m.source for m in mutants(function("if n > 0:\n    x = 1\nelse:\n    x = 2"))}
    for other in ("x = 1", "x = 2", "if not n > 0:\n    x = 1\nelse:\n    x = 2", "if n > 0:\n    x = 1"):
        assert normalised(function(other)) in found
    assert normalised(function()) in found


def test_a_loop_is_dropped_or_turns_once_and_its_jumps_are_swapped() -> None:
    found = {m.source for m in mutants(function("for i in x:\n    if i:\n        break\n    n = i"))}
    for other in (
        "for i in x:\n    if i:\n        break\n    n = i\n    break",
        "for i in x:\n    if i:\n        continue\n    n = i",
        "for i in x:\n    if i:\n        pass\n    n = i",
    ):
        assert normalised(function(other)) in found
    assert normalised(function()) in found


def test_the_only_statement_of_a_block_leaves_pass_behind() -> None:
    found = {m.source for m in mutants(function("if n:\n    x = 1"))}
    assert normalised(function("if n:\n    pass")) in found


def test_a_default_becomes_other_values_and_one_that_nothing_can_be_done_with() -> None:
    signatures = {m.source.splitlines()[1] for m in mutants("def f(x, a=0.5, k='same'):\n    return 'valid'\n")}
    signatures |= {m.source.splitlines()[0] for m in mutants("def f(x, a=0.5, k='same'):\n    return 'valid'\n")}
    for other in ("a=..., k='same'", "a=1.5, k='same'", "a=0.05, k='same'", "a=0.5, k='valid'", "a=0.5, k=..."):
        assert f"def f(x, {other}):" in signatures


def test_names_that_were_bound_together_are_taken_for_each_other_and_no_others() -> None:
    source = "def f(x):\n    height, width, depth = x.shape\n    return height + 1\n"
    returned = {m.source.splitlines()[-1].strip() for m in mutants(source)}
    assert "return width + 1" in returned
    assert not {"return depth + 1", "return x + 1"} & returned


def test_texts_of_errors_docstrings_annotations_imports_and_comments_are_left_alone() -> None:
    source = function("if n < 0:\n    raise ValueError('below 0')")
    other = source.replace("'below 0'", "f'{n} is too small'").replace("import", "# as usual\nimport")
    other = other.replace("kind='same'):", "kind: str = 'same') -> 'same':\n    '''Return x.'''\n")
    here, there = ({m.change for m in mutants(text)} for text in (source, other))
    assert here == there
    assert not any("below" in change or "import" in change for change in here)


def test_a_reworded_error_leaves_the_hashes_as_they_are() -> None:
    source = function("if n < 0:\n    raise ValueError('below 0')")
    reworded = source.replace("below 0", "too small")
    assert [m.hash for m in mutants(source)] == [m.hash for m in mutants(reworded)]


def test_a_name_that_only_annotations_use_has_no_mutants() -> None:
    alias = "Size = int | tuple[int, int]\nLEAST = 2\n\ndef f(x: Size) -> Size:\n    return x + LEAST\n"
    changed = {m.line for m in mutants(alias)}
    assert changed == {2, 5}


def test_a_mutant_names_the_line_of_the_original_that_it_changes() -> None:
    source = "# first\n\ndef f(x):\n    '''Return x.'''\n    y = x\n\n    return y - 1\n"
    assert {m.line for m in mutants(source) if m.change.startswith("y - 1 →")} == {7}


@settings(deadline=None)
@given(st.lists(st.sampled_from(STATEMENTS), max_size=5))
def test_mutants_are_sound(lines: list[str]) -> None:
    source = function(*lines)
    original = normalised(source)
    found = [m.source for m in mutants(source)]
    assert original not in found
    assert len(set(found)) == len(found)
    for text in found:
        assert normalised(text) == text
        assert_compiles(text)
    assert normalised(source) == original


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.parent.name)
def test_every_mutant_of_a_reference_compiles(path: Path) -> None:
    found = mutants(path.read_text(encoding="utf-8"))
    assert len(found) > 20
    for mutant in found:
        assert_compiles(mutant.source)


def assert_compiles(source: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # `1 is None`, `2(x)`: wrong, as a mutant may be
        compile(source, "mutant.py", "exec")
