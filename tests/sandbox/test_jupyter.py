"""What Jupyter gives to a notebook's code, and what a worker's streams are."""

import pytest

from grader.sandbox.channel import Answered, Raised
from grader.sandbox.launch import Zygote

from .student import student

NOTEBOOK = "hw.ipynb"


def test_the_main_block_of_a_notebook_runs(zygote: Zygote) -> None:
    cell = "import __main__\nif __name__ == '__main__':\n    def f():\n        return [__name__, __main__.f is f]\n"
    with student(zygote, cell, path=NOTEBOOK) as ada:
        assert (ada.notes, ada.value()) == ([], ["__main__", True])


def test_the_future_of_one_cell_holds_for_later_ones(zygote: Zygote) -> None:
    cells = (
        "import numpy\nfrom __future__ import annotations\n",
        "class A:\n    x: Later\n",
        "def f(x: Never) -> A:\n    return x\n",
    )
    with student(zygote, *cells) as ada:
        assert (ada.notes, ada.value(1)) == ([], 1)


def test_the_future_of_a_file_comes_first(zygote: Zygote) -> None:
    with student(zygote, "import math\nfrom __future__ import annotations\n") as ada:
        assert isinstance(ada.loaded, Raised)


def test_a_future_that_there_is_not_is_a_note(zygote: Zygote) -> None:
    with student(zygote, "from __future__ import braces\n", "def f():\n    return 1\n") as ada:
        assert [note.partition(":")[0] for note in ada.notes] == ["cell 1 line 1 failed"]
        assert ada.value() == 1


AWAITED = {
    "a coroutine": ("async def g():\n    return 3\n", "a = await g()"),
    "a sleep": ("import asyncio", "await asyncio.sleep(0.001)\na = 3"),
    "a list": ("async def g(x):\n    return x\n", "a = sum([await g(x) for x in (1, 2)])"),
    "async for": ("async def g():\n    yield 3\n", "async for a in g():\n    pass"),
    "async with": ("import asyncio", "async with asyncio.Lock():\n    a = 3"),
    "tasks": ("import asyncio\nasync def g(x):\n    return x\n", "a = sum(await asyncio.gather(g(1), g(2)))"),
    "a thread": ("import asyncio", "a = await asyncio.to_thread(lambda: 3)"),
    "a loop": ("import asyncio", "a = 3 if asyncio.get_running_loop() and not await asyncio.sleep(0) else 0"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "cell"), AWAITED.values(), ids=AWAITED.keys())
def test_a_cell_may_await(zygote: Zygote, before: str, cell: str) -> None:
    with student(zygote, before, cell, "def f():\n    return a\n") as ada:
        assert (ada.notes, ada.value()) == ([], 3)


def test_an_await_that_fails_is_a_note(zygote: Zygote) -> None:
    with student(zygote, "async def g():\n    return 1 / 0\n", "a = await g()", "def f():\n    return 1\n") as ada:
        assert (ada.notes, ada.value()) == (["cell 2 line 1 failed: ZeroDivisionError: division by zero"], 1)


def test_results_of_cells_are_there(zygote: Zygote) -> None:
    cells = (
        "1 + 1",
        "a = [_, Out[1], In[1]]\n_ * 2",
        "b = [_, __, ___]\nNone",
        "c = _",
        "_ = 'mine'\n9",
        "def f():\n    return [a, b, c, _]\n",
    )
    with student(zygote, *cells) as ada:
        assert (ada.notes, ada.value()) == ([], [[2, 2, "1 + 1"], [4, 2, ""], 4, "mine"])


def test_a_plain_file_has_neither_results_nor_a_shell(zygote: Zygote) -> None:
    with student(zygote, "def f():\n    return [n in globals() for n in ('In', 'Out', '_', 'get_ipython')]\n") as ada:
        assert ada.value() == [False] * 4


SHELL = {
    "a setting": "get_ipython().run_line_magic('matplotlib', 'inline')",
    "a shell line": "get_ipython().system('pip install torch')\nassert get_ipython().getoutput('ls') == []",
    "a timed value": "a = get_ipython().run_line_magic('time', '2 + 1')\nassert a == 3",
    "a timed line with options": "assert get_ipython().run_line_magic('timeit', '-n 1 -r 1 -o 2 + 1') is None",
    "a timed line": "get_ipython().run_line_magic('time', 'three = 3')\nassert three == 3",
    "a timed cell": "get_ipython().run_cell_magic('timeit', '-n 1', 'def g():\\n    return 3\\n')\nassert g() == 3",
    "another cell": "get_ipython().run_cell_magic('bash', '', 'rm -r /')",
    "a file": "get_ipython().run_line_magic('run', './tools.py')\nassert seven == 7",
    "an old magic": "get_ipython().magic('run tools')\nassert seven == 7",
    "its names": "get_ipython().user_ns['four'] = 4\nassert four == 4",
    "a question": "assert type(get_ipython()).__name__ == 'ZMQInteractiveShell'",
    "another question": "assert 'google.colab' not in str(get_ipython())",
    "an event": "get_ipython().events.register('post_run_cell', print)",
}


@pytest.mark.parametrize("cell", SHELL.values(), ids=SHELL.keys())
@pytest.mark.parametrize("exported", [False, True])
def test_get_ipython_runs_python_alone(zygote: Zygote, cell: str, exported: bool) -> None:
    cells = (f"# In[1]:\n{cell}\ndef f():\n    return 1\n",) if exported else (cell, "def f():\n    return 1\n")
    with student(zygote, *cells, modules={"tools": "seven = 7\n"}) as ada:
        assert (ada.notes, ada.value()) == ([], 1)


def test_display_is_in_every_function(zygote: Zygote) -> None:
    with student(zygote, "from helper import g\ndef f():\n    return [display(1), g()]\n",
                 modules={"helper": "def g():\n    return display('a', clear=True)\n"}) as ada:  # fmt: skip
        assert ada.value() == [None, None]


STREAMS = {
    "bytes": "sys.stdout.buffer.write('σ'.encode()); sys.stdout.buffer.flush()",
    "a writer": "codecs.getwriter('utf-8')(sys.stdout.buffer).write('σ')",
    "a wrapper": "w = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8'); w.write('σ'); w.flush(); w.close()",
    "detached": "io.TextIOWrapper(sys.stdout.detach(), write_through=True).write('σ')",
    "its settings": "sys.stdout.reconfigure(encoding='utf-8'); print('σ' * (sys.stdout.encoding == 'utf-8'), end='')",
    "after it was closed": "sys.stdout.close(); print('σ', end='')",
    "the first one": "print('σ', end='', file=sys.__stdout__)",
    "errors": "print('σ', end='', file=sys.stderr)",
    "put aside": "old, sys.stdout = sys.stdout, io.StringIO(); print('x'); sys.stdout = old; print('σ', end='')",
}


@pytest.mark.parametrize("line", STREAMS.values(), ids=STREAMS.keys())
def test_what_is_printed_is_kept_however_it_is_printed(zygote: Zygote, line: str) -> None:
    source = f"import sys, io, codecs\ndef f():\n    {line}\n    return sys.__stdout__.text()\n"
    with student(zygote, source) as ada:
        assert ada.value() == "σ"


def test_bytes_beyond_what_is_kept_are_dropped(zygote: Zygote) -> None:
    source = "import sys\ndef f():\n    return [sys.stdout.buffer.write(b'x' * 10**6), len(sys.__stdout__.text())]\n"
    with student(zygote, source) as ada:
        assert ada.value() == [10**6, 1 << 16]


@pytest.mark.parametrize(
    "read", ["sys.stdin.read()", "sys.stdin.readline()", "sys.stdin.buffer.read().decode()", "''.join(sys.stdin)"]
)
def test_nobody_types(zygote: Zygote, read: str) -> None:
    with student(zygote, f"import sys\ndef f():\n    return {read}\n") as ada:
        assert ada.value() == ""


def test_an_input_is_at_its_end(zygote: Zygote) -> None:
    with student(zygote, "n = input('name')\ndef f():\n    return input()\n") as ada:
        assert [note.split(": ")[1] for note in ada.notes] == ["EOFError"]
        assert ada.error().types[0] == "EOFError"


def test_a_file_knows_its_name_and_its_classes_their_source(zygote: Zygote) -> None:
    source = "import tools\nfrom inspect import getsource\nclass A:\n    x = 1\n"
    source += "def f():\n    return [__file__, tools.__file__, getsource(A), getsource(tools.B), getsource(f)[:5]]\n"
    with student(zygote, source, path="hw.zip!/ada.py", modules={"tools": "class B:\n    y = 1\n"}) as ada:
        assert ada.value() == ["ada.py", "tools.py", "class A:\n    x = 1\n", "class B:\n    y = 1\n", "def f"]


def test_a_notebook_has_no_file(zygote: Zygote) -> None:
    with student(zygote, "def f():\n    return '__file__' in globals()\n", path=NOTEBOOK) as ada:
        assert ada.value() is False


def test_a_reply_is_an_answer_still(zygote: Zygote) -> None:
    with student(zygote, "import sys\nsys.stdout = None\ndef f():\n    return 1\n") as ada:
        assert isinstance(ada.call(), Answered)
