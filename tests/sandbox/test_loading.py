import pytest

from grader.sandbox.channel import Raised
from grader.sandbox.launch import Zygote
from grader.sandbox.loading import MAX_NOTES
from grader.sandbox.placeholders import PLACEHOLDER

from .student import student


def test_a_statement_that_fails_is_a_note_and_the_others_count(zygote: Zygote) -> None:
    source = "a = 2\nb = 1 / 0\n\ndef f(x):\n    return a * x\n\nassert f(1) == 5, 'my own test'\n"
    with student(zygote, source) as ada:
        assert ada.found == "function"
        assert ada.notes == [
            "line 2 failed: ZeroDivisionError: division by zero",
            "line 7 failed: AssertionError: my own test",
        ]
        assert ada.value(4) == 8


def test_a_data_file_that_is_not_there_is_a_note(zygote: Zygote) -> None:
    with student(zygote, "import numpy as np\nx = np.load('mnist.npy')\ndef f():\n    return 1\n") as ada:
        assert [note.partition(": [")[0] for note in ada.notes] == ["line 2 failed: FileNotFoundError"]
        assert ada.value() == 1


@pytest.mark.parametrize(
    "statement", ["sys.exit()", "sys.exit('done')", "exit()", "quit(1)", "raise KeyboardInterrupt", "raise SystemExit"]
)
def test_ending_the_program_ends_its_statement_alone(zygote: Zygote, statement: str) -> None:
    with student(zygote, f"import sys\n{statement}\ndef f():\n    return 1\n") as ada:
        assert len(ada.notes) == 1
        assert ada.value() == 1


def test_the_last_definition_wins(zygote: Zygote) -> None:
    with student(zygote, "def f():\n    return 1\n\ndef f():\n    return 2\n") as ada:
        assert ada.value() == 2


@pytest.mark.parametrize(
    ("source", "found"),
    [("g = 1\n", None), ("f = 3\n", "int"), ("f = None\n", "NoneType"), ("f = max\n", "builtin_function_or_method")],
)
def test_what_stands_under_the_name_is_told(zygote: Zygote, source: str, found: str | None) -> None:
    with student(zygote, source) as ada:
        assert ada.found == found


def test_notes_are_few_and_short_however_much_fails(zygote: Zygote) -> None:
    with student(zygote, "raise ValueError('x' * 10**6)\n" * 100) as ada:
        assert len(ada.notes) == MAX_NOTES
        assert max(map(len, ada.notes)) <= 300


def test_an_error_whose_text_fails_is_still_a_note(zygote: Zygote) -> None:
    source = "class E(Exception):\n    def __str__(self):\n        raise self\n\nraise E\n"
    with student(zygote, source) as ada:
        assert ada.notes == ["line 5 failed: E: (its text can't be read)"]


def test_the_main_block_does_not_run(zygote: Zygote) -> None:
    source = "a = 1\nif __name__ == '__main__':\n    a = 2\n    raise SystemExit\n\ndef f():\n    return a\n"
    with student(zygote, source) as ada:
        assert (ada.value(), ada.notes) == (1, [])


SYNTAX_ERRORS = {
    "unfinished": ("def f(x:\n    return x\n", 1),
    "a wrong indent": ("def f(x):\n    y = 1\n  return x\n", 3),
    "return outside a function": ("def f():\n    return 1\n\nreturn f\n", 4),
    "an argument twice": ("def g(): pass\n\ndef f(x, x): pass\n", 3),
    "await outside a function": ("await f()\n", 1),
}


@pytest.mark.parametrize(("source", "line"), SYNTAX_ERRORS.values(), ids=SYNTAX_ERRORS.keys())
def test_a_file_that_is_no_python_says_where(zygote: Zygote, source: str, line: int) -> None:
    with student(zygote, source) as ada:
        assert isinstance(ada.loaded, Raised)
        assert "SyntaxError" in ada.loaded.types
        assert (ada.loaded.module, ada.loaded.cell, ada.loaded.line) == ("", 0, line)


@pytest.mark.parametrize("source", ["x = 1\0\n", "x = '\ud800'\n"])
def test_a_file_that_python_can_not_even_read_names_no_place(zygote: Zygote, source: str) -> None:
    with student(zygote, source) as ada:
        assert isinstance(ada.loaded, Raised)
        assert ada.loaded.line == 0


BROKEN_CELLS = [text for kind, (text, _) in SYNTAX_ERRORS.items() if "await" not in kind]


@pytest.mark.parametrize("source", BROKEN_CELLS)
def test_a_cell_that_is_no_python_costs_itself_alone(zygote: Zygote, source: str) -> None:
    with student(zygote, "a = 1\n", source, "def f():\n    return a\n") as ada:
        assert [note.partition(":")[0] for note in ada.notes] == ["cell 2 left out"]
        assert ada.value() == 1


def test_nothing_of_a_file_runs_that_is_no_python(zygote: Zygote) -> None:
    with student(zygote, "import os\nos._exit(1)\nreturn 1\n") as ada:
        assert isinstance(ada.loaded, Raised)


def test_later_cells_see_what_earlier_ones_defined(zygote: Zygote) -> None:
    with student(zygote, "a = 1\n", "def f():\n    return a + b\n", "b = 2\n") as ada:
        assert ada.value() == 3


def test_the_lines_of_a_cell_are_its_own(zygote: Zygote) -> None:
    with student(zygote, "a = 1\n\n\n", "def f():\n    return a / 0\n", path="hw.ipynb") as ada:
        error = ada.error()
        assert (error.module, error.cell, error.line) == ("", 1, 2)


ANNOTATED = """from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

class Mode(Enum):
    SAME = "same"

class Pair(NamedTuple):
    left: Later
    right: int

@dataclass
class Layer:
    size: int
    parts: list[Later] = field(default_factory=list)
    mode: Mode = Mode.SAME

def f(x: Later) -> Layer | None:
    layer = Layer(x)
    return [layer.size, layer.parts, layer.mode.value, Pair(1, 2)]
"""


def test_annotations_of_the_future_are_not_evaluated(zygote: Zygote) -> None:
    with student(zygote, ANNOTATED) as ada:
        assert ada.notes == []
        assert ada.value(3) == [3, [], "same", (1, 2)]


@pytest.mark.parametrize(
    "statement",
    [
        "import torch",
        "import torch as t",
        "import torch.nn.functional",
        "import torch.nn.functional as F",
        "import torch, tensorflow.keras as keras",
        "from torch import nn",
        "from torch.nn import Linear, Module as M",
        "from torch.nn import *",
        "from torch import (\n    nn,\n    optim,\n)",
        "import importlib; torch = importlib.import_module('torch.nn')",
    ],
)
def test_a_module_that_is_not_there_imports(zygote: Zygote, statement: str) -> None:
    with student(zygote, f"{statement}\ndef f():\n    {statement if '*' not in statement else 'pass'}\n") as ada:
        assert ada.notes == []
        assert ada.value() is None


@pytest.mark.parametrize(
    ("statement", "used", "named"),
    [
        ("import torch", "torch.zeros(3)", "torch.zeros"),
        ("import torch.nn.functional as F", "F.relu(3)", "torch.nn.functional.relu"),
        ("import torch.nn", "torch.nn.functional.relu(3)", "torch.nn.functional.relu"),
        ("from torch.nn import functional", "functional.relu(3)", "torch.nn.functional.relu"),
        ("from matplotlib import pyplot as plt", "plt.plot([1])", "matplotlib.pyplot.plot"),
    ],
)
def test_a_module_that_is_not_there_explains_itself_when_used(
    zygote: Zygote, statement: str, used: str, named: str
) -> None:
    with student(zygote, f"{statement}\n{used}\ndef f():\n    return {used}\n") as ada:
        explained = f"{named} {PLACEHOLDER}"
        assert ada.notes == [f"line 2 failed: ModuleNotFoundError: {explained}"]
        error = ada.error()
        assert (error.types[0], error.text, error.line) == ("ModuleNotFoundError", explained, 4)


def test_what_a_decorator_that_is_not_there_would_have_made_explains_itself(zygote: Zygote) -> None:
    source = (
        "from numba import guvectorize\n\n@guvectorize(['f8[:],f8[:]'], '(n)->(n)')\ndef f(x, out):\n    out[:] = x\n"
    )
    with student(zygote, source) as ada:
        assert ada.notes == [f"line 4 failed: ModuleNotFoundError: numba.guvectorize {PLACEHOLDER}"]
        assert ada.error(1.0).text == f"numba.guvectorize {PLACEHOLDER}"


def test_a_class_may_inherit_from_what_is_not_there_until_it_is_made(zygote: Zygote) -> None:
    source = (
        "import torch.nn as nn\n\nclass Net(nn.Module):\n    pass\n\ndef f(make):\n    return Net() if make else 1\n"
    )
    with student(zygote, source) as ada:
        assert (ada.notes, ada.value(False)) == ([], 1)
        assert ada.error(True).text == f"torch.nn.Module, the base class of Net, {PLACEHOLDER}"


@pytest.mark.parametrize(
    "annotation",
    ["torch.Tensor", "torch.Tensor | None", "None | torch.Tensor", "Float[Tensor, 'n d']", "Optional[Tensor]"],
)
def test_an_annotation_with_what_is_not_there_is_no_use(zygote: Zygote, annotation: str) -> None:
    source = "import torch\nfrom torch import Tensor\nfrom jaxtyping import Float\nfrom typing import Optional\n"
    with student(zygote, f"{source}def f(x: {annotation} = None):\n    return 1\n") as ada:
        assert (ada.notes, ada.value()) == ([], 1)


def test_what_is_not_there_is_no_endless_sequence(zygote: Zygote) -> None:
    with student(zygote, "import torch\ndef f():\n    return [x for x in torch.devices]\n") as ada:
        assert ada.error().text == f"torch.devices {PLACEHOLDER}"


TRIES = [
    "try:\n    import torch\n    kind = 'torch'\nexcept ImportError:\n    kind = 'numpy'",
    "try:\n    import torch.nn as nn\n    kind = 'torch'\nexcept ModuleNotFoundError:\n    kind = 'numpy'",
    "try:\n    from torch import (\n        nn,\n    )\n    kind = 'torch'\nexcept:\n    kind = 'numpy'",
    "try:\n    if True:\n        import torch; kind = 'torch'\nexcept ImportError:\n    kind = 'numpy'",
    "kind = 'numpy'\ntry:\n    try:\n        import torch\n    finally:\n        pass\n    kind = 'torch'\n"
    "except ImportError:\n    pass",
]


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


@pytest.mark.parametrize("tried", TRIES)
def test_a_try_gets_the_import_error(zygote: Zygote, tried: str) -> None:
    with student(zygote, f"{tried}\n\ndef f():\n    return kind\n") as ada:
        assert (ada.value(), ada.notes) == ("numpy", [])


@pytest.mark.parametrize("tried", TRIES)
def test_a_try_inside_a_function_gets_the_import_error(zygote: Zygote, tried: str) -> None:
    with student(zygote, f"def f():\n{indented(tried)}    return kind\n") as ada:
        assert (ada.value(), ada.notes) == ("numpy", [])


@pytest.mark.parametrize("tried", TRIES)
def test_a_try_inside_a_helper_module_gets_the_import_error(zygote: Zygote, tried: str) -> None:
    helper = f"{tried}\n\ndef later():\n{indented(tried)}    return kind\n"
    with student(
        zygote, "import helper\ndef f():\n    return [helper.kind, helper.later()]\n", modules={"helper": helper}
    ) as ada:
        assert ada.value() == ["numpy", "numpy"]


def test_the_import_that_stands_in_for_another_is_found(zygote: Zygote) -> None:
    source = (
        "try:\n    import cupy as np\nexcept ImportError:\n    import numpy as np\n\ndef f():\n    return np.ones(2)\n"
    )
    with student(zygote, source) as ada:
        assert ada.value().tolist() == [1.0, 1.0]


def test_a_standard_or_numpy_module_that_is_not_there_is_an_import_error(zygote: Zygote) -> None:
    source = "import numpy.wrong\nfrom collections import wrong\nimport json.wrong\n"
    with student(zygote, f"{source}def f():\n    return 1\n") as ada:
        kinds = [note.split(": ")[1] for note in ada.notes]
        assert kinds == ["ModuleNotFoundError", "ImportError", "ModuleNotFoundError"]


PACKAGE = {
    "layers": "from . import conv\nfrom .deep.inner import three\nfrom .conv import one as first\n",
    "layers.conv": "def one():\n    return 1\n",
    "layers.deep": "",
    "layers.deep.inner": "from .. import conv\nfrom ..conv import one\n\ndef three():\n    return 3 * one()\n",
    "plain.module": "VALUE = 4\n",
}


@pytest.mark.parametrize(
    ("statement", "used", "expected"),
    [
        ("import layers", "layers.first() + layers.three()", 4),
        ("import layers.deep.inner as i", "i.three()", 3),
        ("from layers.conv import *", "one()", 1),
        ("from layers.deep import inner", "inner.conv.one()", 1),
        ("from plain import module", "module.VALUE", 4),
        ("import plain.module", "plain.module.VALUE", 4),
    ],
)
def test_the_students_own_packages_import(zygote: Zygote, statement: str, used: str, expected: int) -> None:
    with student(zygote, f"{statement}\ndef f():\n    return {used}\n", modules=PACKAGE) as ada:
        assert (ada.notes, ada.value()) == ([], expected)


def test_helpers_import_one_another_and_each_runs_once(zygote: Zygote) -> None:
    modules = {"count": "runs = []\n", "a": "import count\ncount.runs.append(1)\n", "b": "import a, count\n"}
    with student(zygote, "import a, b, count\ndef f():\n    return count.runs\n", modules=modules) as ada:
        assert ada.value() == [1]


def test_a_helper_that_fails_half_way_keeps_what_it_defined(zygote: Zygote) -> None:
    helper = "def g():\n    return 1\n\nopen('data.csv')\nA = 2\n"
    with student(zygote, "from helper import g, A\ndef f():\n    return g() + A\n", modules={"helper": helper}) as ada:
        assert ada.value() == 3


def test_a_helper_that_is_no_python_is_a_note_at_its_import(zygote: Zygote) -> None:
    source = "import helper\ndef f():\n    return 1\n"
    with student(zygote, source, modules={"helper": "def g(:\n"}) as ada:
        assert ada.notes == ["line 1 failed: SyntaxError: invalid syntax (<helper.py>, line 1)"]
        assert ada.value() == 1


def test_the_main_block_of_a_helper_does_not_run(zygote: Zygote) -> None:
    helper = "a = 1\nif __name__ == '__main__':\n    a = 2\n"
    with student(zygote, "from helper import a\ndef f():\n    return a\n", modules={"helper": helper}) as ada:
        assert ada.value() == 1


def test_an_error_in_a_helper_says_which(zygote: Zygote) -> None:
    modules = {"tools.maths": "import numpy as np\n\ndef g(x):\n    return np.reshape(x, 7)\n"}
    with student(zygote, "from tools.maths import g as f\n", modules=modules) as ada:
        error = ada.error([1.0])
        assert (error.types[0], error.module, error.line) == ("ValueError", "tools.maths", 4)


@pytest.mark.parametrize("name", ["numpy", "sys", "time", "itertools"])
def test_a_helper_never_takes_the_place_of_numpy_or_what_is_built_in(zygote: Zygote, name: str) -> None:
    source = f"import {name}\ndef f():\n    return hasattr({name}, 'mine')\n"
    with student(zygote, source, modules={name: "mine = 1\n"}) as ada:
        assert ada.value() is False


def test_a_helper_takes_the_place_of_a_module_that_is_not_there(zygote: Zygote) -> None:
    with student(zygote, "import torch\ndef f():\n    return torch.mine\n", modules={"torch": "mine = 1\n"}) as ada:
        assert ada.value() == 1


@pytest.mark.parametrize("name", ["solutions", "exercises", "tests", "pytest", "msgspec", "hypothesis", "tensorflow"])
def test_nothing_installed_beside_numpy_can_be_imported(zygote: Zygote, name: str) -> None:
    source = (
        f"there = True\ntry:\n    import {name}\nexcept ImportError:\n    there = False\ndef f():\n    return there\n"
    )
    with student(zygote, source) as ada:
        assert ada.value() is False


def test_the_import_path_is_the_standard_library_alone(zygote: Zygote) -> None:
    source = (
        "import os, sys\ndef f():\n    return [os.path.relpath(p, os.path.dirname(os.__file__)) for p in sys.path]\n"
    )
    with student(zygote, source) as ada:
        assert set(ada.value()) <= {".", "lib-dynload"}


@pytest.mark.parametrize(
    "statement",
    ["from .tools import g", "from ..tools import g", "from . import tools\ng = tools.g", "from .lib.tools import g"],
)
def test_a_relative_import_finds_the_files_that_an_absolute_one_does(zygote: Zygote, statement: str) -> None:
    modules = {"tools": "def g():\n    return 7\n", "lib.tools": "from ..tools import g\n"}
    with student(zygote, f"{statement}\ndef f():\n    return g()\n", modules=modules) as ada:
        assert (ada.notes, ada.value()) == ([], 7)


def test_a_relative_import_of_what_was_not_handed_in_explains_itself(zygote: Zygote) -> None:
    with student(zygote, "from .tools import g\ndef f():\n    return g()\n") as ada:
        assert ada.notes == []
        assert ada.error().text == f"tools.g {PLACEHOLDER}"


def test_a_name_that_a_relative_import_lacks_is_told_without_our_packages(zygote: Zygote) -> None:
    with student(zygote, "from .tools import g\n", modules={"tools": "a = 1\n"}) as ada:
        assert ada.notes == ["line 1 failed: ImportError: cannot import name 'g' from 'tools' (tools.py)"]


def test_what_fails_in_a_helper_is_a_note(zygote: Zygote) -> None:
    helper = "import math\nzero = math.no_such_thing\ndef g():\n    return zero\n"
    with student(zygote, "from helper import g\ndef f():\n    return g()\n", modules={"helper": helper}) as ada:
        assert ada.notes == ["helper.py line 2 failed: AttributeError: module 'math' has no attribute 'no_such_thing'"]


def test_a_cell_that_is_left_out_says_why_and_where(zygote: Zygote) -> None:
    with student(zygote, "a = 1\n", "b = 1\nc = (\n") as ada:
        assert ada.notes == ["cell 2 left out: SyntaxError: '(' was never closed (line 2)"]


@pytest.mark.parametrize("line", ["from numba import njit", "import tensorflow as tf\nnjit = tf.function"])
def test_a_function_under_a_decorator_that_is_not_there_counts_as_it_is(zygote: Zygote, line: str) -> None:
    with student(zygote, f"{line}\n@njit\ndef f():\n    return 7\n") as ada:
        assert (ada.notes, ada.value()) == ([], 7)


def test_text_that_reaches_a_function_is_the_literal_that_it_compares_it_with(zygote: Zygote) -> None:
    with student(zygote, "def f(padding):\n    return padding is 'same'\n") as ada:
        assert ada.value("same") is True
