"""Whose module an import gives, and whether it is there: asked in a real worker."""

import pytest

from grader.sandbox.launch import Zygote
from grader.sandbox.placeholders import PLACEHOLDER

from .student import student

MINE = "import math\n\nmine = 1\n\nclass Point:\n    pass\n"


@pytest.mark.parametrize(
    "name",
    ["statistics", "test", "code", "grader", "random", "json", "types", "string", "queue", "numbers", "ast", "utils"],
)
@pytest.mark.parametrize(
    "statement",
    ["import {name}", "from {name} import mine, Point\nimport {name}", "from {name} import *\nimport {name}",
     "import importlib\n{name} = importlib.import_module('{name}')", "{name} = __import__('{name}')",
     "import {name} as other\n{name} = other", "from . import {name}"],
)  # fmt: skip
def test_a_students_own_file_comes_first(zygote: Zygote, name: str, statement: str) -> None:
    source = f"{statement.format(name=name)}\ndef f():\n    return {name}.mine\n"
    with student(zygote, source, modules={name: MINE}) as ada:
        assert (ada.notes, ada.value()) == ([], 1)


@pytest.mark.parametrize(
    "name", ["statistics", "random", "types", "warnings", "functools", "numbers", "secrets", "hmac"]
)
def test_numpy_and_the_standard_library_keep_theirs(zygote: Zygote, name: str) -> None:
    source = (
        f"import {name}\nimport numpy as np, secrets, fractions, statistics as s, concurrent.futures, numpy.testing\n"
        "def f():\n    np.testing.assert_allclose(np.random.default_rng(0).random(2), [0.6, 0.3], 0.2)\n"
        "    return [secrets.token_bytes is not None, float(fractions.Fraction(1, 2))]\n"
    )
    with student(zygote, source, modules={name: "mine = 1\ndef token_bytes(): pass\n"}) as ada:
        assert ada.value() == [True, 0.5]


def test_helpers_of_pythons_names_import_one_another(zygote: Zygote) -> None:
    modules = {"statistics": "from random import two\nimport code\nfour = two * code.two\n", "random": "two = 2\n"}
    modules |= {"code": "from random import two\nimport random as r\nassert r.two is two\n"}
    with student(zygote, "import statistics\ndef f():\n    return statistics.four\n", modules=modules) as ada:
        assert (ada.notes, ada.value()) == ([], 4)


def test_a_package_of_a_name_of_pythons_is_the_students(zygote: Zygote) -> None:
    modules = {"test": "", "test.tools": "from . import more\nfrom test.more import one\n", "test.more": "one = 1\n"}
    source = "import test.tools\nfrom test import more\ndef f():\n    return [test.tools.one, more.one]\n"
    with student(zygote, source, modules=modules) as ada:
        assert (ada.notes, ada.value()) == ([], [1, 1])


def test_a_helper_that_is_called_as_the_exercise_is_found(zygote: Zygote) -> None:
    with student(zygote, "from f import f\n", modules={"f": "def f():\n    return 1\n"}) as ada:
        assert (ada.notes, ada.value()) == ([], 1)


def test_what_a_helper_of_pythons_name_lacks_is_told_by_its_own_name(zygote: Zygote) -> None:
    with student(zygote, "import random\nrandom.seed(1)\n", modules={"random": "a = 1\n"}) as ada:
        assert ada.notes == ["line 2 failed: AttributeError: module 'random' has no attribute 'seed'"]


@pytest.mark.parametrize("statement", ["import grader", "from grader import Grader as grader"])
def test_the_grader_is_nobodys_library(zygote: Zygote, statement: str) -> None:
    with student(zygote, f"{statement}\ndef f():\n    return grader.submit(1)\n") as ada:
        assert ada.error().text.startswith("grader.")
        assert ada.error().text.endswith(PLACEHOLDER)


ASKED = {
    "find_spec": "return importlib.util.find_spec('torch') is not None",
    "find_spec of a part": "try:\n        return importlib.util.find_spec('torch.nn') is not None\n"
    "    except ModuleNotFoundError:\n        return False",
    "find_loader": "return pkgutil.find_loader('torch') is not None",
    "metadata": "try:\n        return bool(importlib.metadata.version('torch'))\n"
    "    except importlib.metadata.PackageNotFoundError:\n        return False",
    "sys.modules": "import torch\n    return 'torch' in sys.modules",
    "import_module": "try:\n        return bool(importlib.import_module('torch.nn'))\n"
    "    except ImportError:\n        return False",
    "__import__": "try:\n        return bool(__import__('torch'))\n"
    "    except ModuleNotFoundError:\n        return False",
    "exec": "try:\n        exec('import torch')\n        return True\n    except ImportError:\n        return False",
    "another's function": "try:\n        return bool(load('torch'))\n    except Exception:\n        return False",
    "after one that is not guarded": "import torch\n    try:\n        import torch\n        return True\n"
    "    except ImportError:\n        return False",
    "a tuple": "try:\n        import torch\n        return True\n"
    "    except (OSError, ImportError):\n        return False",
    "errors of its own": "try:\n        import torch\n        return True\n    except ERRORS:\n        return False",
    "suppress": "there = False\n    with contextlib.suppress(ImportError):\n"
    "        import torch\n        there = True\n"
    "    return there",
    "a context manager": "there = False\n    with optional():\n"
    "        import torch\n        there = True\n    return there",
}
BEFORE = """import contextlib, importlib.metadata, importlib.util, pkgutil, sys

ERRORS = (ImportError, OSError)

def load(name):
    return importlib.import_module(name)

@contextlib.contextmanager
def optional():
    try:
        yield
    except ImportError:
        pass

"""


@pytest.mark.parametrize("body", ASKED.values(), ids=ASKED.keys())
def test_a_library_that_is_not_there_is_not_installed(zygote: Zygote, body: str) -> None:
    with student(zygote, f"{BEFORE}def f():\n    {body}\n") as ada:
        assert (ada.notes, ada.value()) == ([], False)


UNGUARDED = {
    "a warning": "with warnings.catch_warnings():\n        import torch",
    "another error": "try:\n        import torch\n    except ValueError:\n        pass",
    "a callers's": "try:\n        lazily()\n    except Exception:\n        return 1",
    "the else": "try:\n        pass\n    except ImportError:\n        pass\n    else:\n        import torch",
}


@pytest.mark.parametrize("body", UNGUARDED.values(), ids=UNGUARDED.keys())
def test_an_import_whose_failure_nobody_expects_gives_a_placeholder(zygote: Zygote, body: str) -> None:
    source = f"import warnings\ndef lazily():\n    import torch\ndef f():\n    {body}\n    return 0\n"
    with student(zygote, source) as ada:
        assert (ada.notes, ada.value()) == ([], 0)


def test_what_is_there_is_installed(zygote: Zygote) -> None:
    source = "import importlib.util, importlib\ndef f():\n    found = importlib.util.find_spec\n"
    source += (
        "    return [bool(found(n) and importlib.import_module(n)) for n in ('numpy', 'json', 'utils', 'numpy.fft')]\n"
    )
    with student(zygote, source, modules={"utils": MINE}) as ada:
        assert ada.value() == [True] * 4


def test_a_helper_that_needs_a_library_fails_where_its_import_may(zygote: Zygote) -> None:
    source = "try:\n    from fast import f\nexcept ImportError:\n    def f():\n        return 'plain'\n"
    with student(zygote, source, modules={"fast": "import cupy\ndef f():\n    return cupy.ones(3)\n"}) as ada:
        assert (ada.notes, ada.value()) == ([], "plain")


STARS = {
    "a module": ("from dnn_utils import *", "dnn_utils"),
    "in a package": ("from course.utils import *", "course.utils"),
    "a relative one": ("from .dnn_utils import *", "dnn_utils"),
    "in a helper": ("from helper import *", "dnn_utils"),
}


@pytest.mark.parametrize(("line", "named"), STARS.values(), ids=STARS.keys())
def test_a_name_that_a_star_import_may_have_brought_names_its_module(zygote: Zygote, line: str, named: str) -> None:
    modules = {"helper": "from dnn_utils import *\n"}
    with student(zygote, f"{line}\ndef f():\n    return sigmoid(1)\n", modules=modules) as ada:
        error = ada.error()
        told = f"`from {named} import *` brings nothing: {named} {PLACEHOLDER}"
        assert (error.types[0], error.text) == ("NameError", f"name 'sigmoid' is not defined; {told}")


def test_an_entry_that_a_star_import_may_have_brought_names_its_module(zygote: Zygote) -> None:
    with student(zygote, "from solution import *\n") as ada:
        assert ada.notes == [f"`from solution import *` brings nothing: solution {PLACEHOLDER}"]


def test_a_star_import_of_nothing_is_no_note_where_nothing_is_missed(zygote: Zygote) -> None:
    with student(zygote, "from testCases import *\ndef f():\n    return 1\n") as ada:
        assert (ada.notes, ada.value()) == ([], 1)
