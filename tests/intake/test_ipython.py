"""Our reading of a cell is IPython's own: the two are compared, on cells made for it and on drawn ones."""

import ast
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from grader.intake.ipython import Command, Kind, transformed

CELLS = [
    "%matplotlib inline\nx = 1",
    "message = ('%d entries'\n           % n)\n%time f()",
    "%time f()\nok = (a\n!= b)",
    "TABLE = '''\n%2\n!ls\n'''\n!pip install x",
    "x = %magic",
    "x = !ls -l\ny=!ls",
    "d['x'] = !ls",
    "times['sd'] = %timeit -o -n 1 f(np.zeros(3))",
    "d[k == 1] = %sql select",
    "a.b, c = !ls",
    "x =   !  ls",
    "x == !ls",
    "f(a=!ls)",
    "a[0].exp?",
    "a[i].exp?",
    "np.*load*?",
    "%timeit?",
    "%%timeit?",
    "?f",
    "??f",
    "?",
    "f??",
    "f(x)?",
    "x = f?",
    "# really?",
    "# what?\nf?",
    "'why?'",
    "x = 1 # why?\nx?",
    ",f a b",
    ";f a b",
    "/f a b",
    "/",
    "/ a",
    "!pip install a \\\n  b \\\n  c\nx = 1",
    "%run a.py \\\n",
    "!!ls",
    "if 1:\n    %time f()\n    !ls\nelse:\n    ?f\n",
    "if 1: !ls",
    "for i in range(3):\n    x = !ls {i}\n    %time f(i)\n",
    "def f():\n    return %timeit",
    "%%bash\nls\n",
    "\n\n  \n%%time\nx = 1\n",
    "  %%time\n  x = 1\n",
    "x = 1\n%%time\n",
    "%%time",
    "%%capture out --no-stderr\n!ls\n",
    "    def f(x):\n        return x\n",
    "    # note\n    x = 1\n  y = 2\n",
    "\tx = 1\n\t%time x\n",
    ">>> x = 1\n>>> %time x\n",
    ">>> def f(x):\n...     return x\n...\n>>> !ls\n",
    "  >>> x = 1\n  >>> y = 2\n",
    "In [3]: x = 1\nIn [4]: %time x\n",
    "In [1]: def f(x):\n   ...:     return x\n   ...: \n",
    "In [1]: def f(x):\n  .....:     return x\n",
    "def f():\n    '''\n    >>> f()\n    1\n    '''\n%time f()\n",
    "x = '''\n>>> f()\n'''\n%time\n",
    ">>> x = '''\n... a\n... '''\n",
    "x = (1,\n%time\n)",
    "x = 'abc\n%time",
    "x = '''abc\n%time",
    "!ls (\n%time x\n",
    '!echo "it\'s"\n%time x\n',
    "!echo 'a\n!echo b'\n",
    "%timeit x = '''\ny\n",
    "%config InlineBackend.figure_format = 'retina'\n",
    "%env A=1\n",
    "x = y = %time z",
    "x: int = !ls",
    "x += !ls",
    "%\n",
    "%%\n",
    "% time f()\n",
    "! ls\n",
    "await f()\n%time",
    "$x\n%time",
    "x = a ? b : c",
    "ls\n%time",
    '%cd "a b"\n',
    "x = 1; %time f()",
    "%time x;",
    "f?;",
    "a = 5 \\\n% 3\n%time\n",
    "@!x\n",
    "{}?",
    "(\n?\n)",
    "0b12\n%time\n",
    "\x0c%time\n",
    "x = 'a\x0cb'\n%time\n",
    "%time\r\nx = 1\r\n",
    "",
    "\n",
    "   ",
]
PIECES = [
    "%", "%%", "!", "!!", "?", "??", ",", ";", "/", "=", "==", "!=", " ", "  ", "    ", "\t", "\n", "\n", "\n", "\\\n",
    "x", "f", "time", "ls", "d['k']", "a[0].b", "(", ")", "[", "]", "{", "}", "'", '"', "'''", '"""', "#", ":", ".",
    "1", "if x:\n    ", "def f(x):\n    ", "return x", ">>> ", "... ", "In [3]: ", "   ...: ", "%time f(x)", "!ls -l",
    "x = %time f", "y = !ls", "é", "lambda", "r", "\r\n",
]  # fmt: skip


def as_ipython(command: Command) -> str:
    """Return what IPython puts in a command's place."""
    name, text = command.name, command.text
    if command.kind is Kind.CELL:
        return f"get_ipython().run_cell_magic({name!r}, {text!r}, {command.body!r})\n"
    if command.kind is Kind.MAGIC:
        return f"get_ipython().run_line_magic({name!r}, {text!r})"
    if command.kind is Kind.HELP:
        if not text:
            return "get_ipython().show_usage()"
        asked = "pinfo2" if name == "??" else "psearch" if "*" in text else "pinfo"
        return f"get_ipython().run_line_magic({asked!r}, {text!r})"
    return f"get_ipython().{'system' if command.kind is Kind.SHELL else 'getoutput'}({text!r})"


def ipythons(cell: str) -> str | None:
    """Return what IPython makes of a cell, None where it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return TransformerManager().transform_cell(cell)
        except (SyntaxError, RuntimeError, IndexError):
            return None


def assert_the_same(cell: str) -> None:
    theirs = ipythons(cell)
    if theirs is not None:
        assert transformed(cell, as_ipython, pad="") == theirs


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_read_as_ipython_reads_it(cell: str) -> None:
    assert_the_same(cell)


@settings(deadline=None, max_examples=500, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_a_drawn_cell_is_read_as_ipython_reads_it(cell: str) -> None:
    assert_the_same(cell)


@settings(deadline=None, max_examples=200, derandomize=True)
@given(st.lists(st.sampled_from(CELLS), min_size=2, max_size=4).map("\n".join))
def test_cells_put_together_are_read_as_ipython_reads_them(cell: str) -> None:
    assert_the_same(cell)


@pytest.mark.parametrize("cell", [cell for cell in CELLS if not cell.lstrip().startswith("%%")])
def test_lines_stay_where_they_are(cell: str) -> None:
    text = transformed(cell, lambda command: "None" if command.bound else "pass")
    assert len(text.splitlines()) == len((cell + "\n" * (not cell.endswith("\n"))).splitlines())


def test_what_is_rendered_parses() -> None:
    cell = "%time f()\nx = (1\n% 2)\nd['x'] = !ls\nif x:\n    !pip install a \\\n      b\na[0].exp?\n"
    text = transformed(cell, lambda command: "None" if command.bound else "pass")
    assert [statement.lineno for statement in ast.parse(text).body] == [1, 2, 4, 5, 8]


def test_many_commands_cost_little() -> None:
    assert "pass\n%time" in transformed("%time x\n" * 100_000, lambda _: "pass")
