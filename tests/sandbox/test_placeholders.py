"""Thirty libraries that students import and that aren't there: what each use of them comes to, in a real worker.

The ids are the table: library, use, and what it comes to (`f`: the student's function, `explains`: an error that names
the library, `no`: not an instance, not installed).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from grader.sandbox.channel import Answered
from grader.sandbox.harmless import EFFECTS, TABLE
from grader.sandbox.launch import Zygote
from grader.sandbox.placeholders import PLACEHOLDER

from .student import student


@dataclass(frozen=True)
class Library:
    """A library by its import: a function to call, decorators bare and with options, a class.

    `changes`: what the decorator gives isn't the student's function.
    """

    line: str
    call: str
    bare: str
    options: str
    kind: str
    changes: bool = True

    @property
    def name(self) -> str:
        return self.line.split()[1].partition(".")[0]


def unchanged(line: str, call: str, bare: str, options: str, kind: str) -> Library:
    return Library(line, call, bare, options, kind, changes=False)


LIBRARIES = (
    unchanged("import torch", "torch.sigmoid(x)", "torch.no_grad", "torch.compile(fullgraph=True)", "torch.Tensor"),
    unchanged("import jax", "jax.nn.sigmoid(x)", "jax.jit", "jax.jit(static_argnums=(1,))", "jax.Array"),
    Library("from scipy import special", "special.expit(x)", "special.vectorized", "special.wraps(1)", "special.Kind"),
    Library("import sklearn.base", "sklearn.base.clone(x)", "sklearn.base.wrap", "sklearn.base.wrap(a=1)",
            "sklearn.base.BaseEstimator"),
    Library("import pandas as pd", "pd.Series(x)", "pd.api.extensions.register", "pd.api.extensions.register('a')",
            "pd.DataFrame"),
    unchanged("import numba", "numba.typed.List(x)", "numba.njit", "numba.njit('f8(f8)', cache=True)", "numba.float64"),
    unchanged("import cupy as cp", "cp.asarray(x)", "cp.fuse", "cp.fuse(kernel_name='k')", "cp.ndarray"),
    Library("import autograd", "autograd.numpy.exp(x)", "autograd.grad", "autograd.grad(1)", "autograd.Box"),
    Library("import sympy", "sympy.exp(x)", "sympy.cacheit", "sympy.lambdify(1)", "sympy.Expr"),
    unchanged("import keras", "keras.ops.sigmoid(x)", "keras.saving.register_keras_serializable",
              "keras.saving.register_keras_serializable(package='p')", "keras.Layer"),
    Library("import cv2", "cv2.resize(x, 2)", "cv2.wrap", "cv2.wrap(1)", "cv2.Mat"),
    Library("from PIL import Image", "Image.fromarray(x)", "Image.register", "Image.register(1)", "Image.Image"),
    Library("from matplotlib import pyplot as plt", "plt.plot(x)", "plt.interactive", "plt.rc_context({})",
            "plt.Figure"),
    Library("import seaborn as sns", "sns.heatmap(x)", "sns.wrap", "sns.wrap(1)", "sns.FacetGrid"),
    Library("import tqdm", "tqdm.utils.wrap(x)", "tqdm.utils.wrap", "tqdm.utils.wrap(1)", "tqdm.tqdm"),
    Library("import requests", "requests.get(x)", "requests.hook", "requests.hook(1)", "requests.Response"),
    Library("import networkx as nx", "nx.Graph(x)", "nx.not_implemented_for", "nx.not_implemented_for('directed')",
            "nx.Graph"),
    Library("import statsmodels.api as sm", "sm.OLS(x, x)", "sm.wrap", "sm.wrap(1)", "sm.OLS"),
    unchanged("import tensorflow as tf", "tf.nn.sigmoid(x)", "tf.function",
              "tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])", "tf.Tensor"),
    Library("import torchvision", "torchvision.io.read_image(x)", "torchvision.wrap", "torchvision.wrap(1)",
            "torchvision.transforms.Compose"),
    Library("import transformers", "transformers.pipeline(x)", "transformers.wrap", "transformers.wrap(1)",
            "transformers.Trainer"),
    Library("import einops", "einops.rearrange(x, 'a -> a')", "einops.wrap", "einops.wrap(1)", "einops.EinopsError"),
    unchanged("import jaxtyping", "jaxtyping.install(x)", "jaxtyping.jaxtyped", "jaxtyping.jaxtyped(typechecker=None)",
              "jaxtyping.Float"),
    Library("import xarray as xr", "xr.DataArray(x)", "xr.register", "xr.register('a')", "xr.DataArray"),
    Library("import dask", "dask.compute(x)", "dask.delayed", "dask.delayed(pure=True)", "dask.array.Array"),
    Library("import plotly.express as px", "px.line(x)", "px.wrap", "px.wrap(1)", "px.Figure"),
    Library("import nltk", "nltk.word_tokenize(x)", "nltk.wrap", "nltk.wrap(1)", "nltk.Tree"),
    Library("from skimage import filters", "filters.sobel(x)", "filters.wrap", "filters.wrap(1)", "filters.Filter"),
    Library("import h5py", "h5py.File(x)", "h5py.wrap", "h5py.wrap(1)", "h5py.Dataset"),
    Library("import yaml", "yaml.safe_load(x)", "yaml.add", "yaml.add(1)", "yaml.YAMLError"),
)  # fmt: skip


@dataclass(frozen=True)
class Use:
    """A use of a library, as a source; it comes to 7 where the student's function is what is called."""

    library: Library
    how: str
    source: str
    due: str

    @property
    def id(self) -> str:
        return f"{self.library.name}-{self.how}-{self.due.replace(' ', '_')}"


def uses() -> Iterator[Use]:
    """Yield each use of each library with what is due."""
    for library in LIBRARIES:
        decorated = "explains" if library.changes else "f"
        options, kind = library.options, library.kind
        guarded = f"try:\n    {library.line}\nexcept ImportError:\n    there = False\ndef f(x):\n    return there\n"
        asked = f"import importlib.util\ndef f(x):\n    return bool(importlib.util.find_spec('{library.name}'))\n"
        looked = f"def f(x):\n    return isinstance(x, (str, {kind})) or issubclass(float, {kind})\n"
        caught = f"def f(x):\n    try:\n        return x[2]\n    except {kind}:\n        return True\n"
        caught += "    except (TypeError, IndexError):\n        return False\n"
        yield Use(library, "called", f"{library.line}\ndef f(x):\n    return {library.call}\n", "explains")
        yield Use(library, "decorator", f"{library.line}\n@{library.bare}\ndef f(x):\n    return 7\n", decorated)
        yield Use(library, "with options", f"{library.line}\n@{options}\ndef f(x):\n    return 7\n", decorated)
        made = f"{library.line}\ndef f(x):\n    return 7\nf = {library.call.partition('(')[0]}(f)\n"
        yield Use(library, "made of f", made, "explains")
        yield Use(library, "isinstance", f"{library.line}\n{looked}", "no")
        yield Use(library, "except", f"{library.line}\n{caught}", "no")
        yield Use(library, "guarded", guarded, "no")
        yield Use(library, "find_spec", asked, "no")


USES = list(uses())


def test_the_table_has_thirty_libraries() -> None:
    assert len({library.name for library in LIBRARIES}) == 30


@pytest.mark.parametrize("use", USES, ids=[use.id for use in USES])
def test_a_library_that_is_not_there(zygote: Zygote, use: Use) -> None:
    with student(zygote, use.source) as ada:
        assert ada.found is not None, ada.notes
        reply = ada.call([1.0])
        if use.due == "explains":
            assert not isinstance(reply, Answered), reply
            assert reply.types[0] == "ModuleNotFoundError"
            assert reply.text.startswith(f"{use.library.name}.")
            assert reply.text.endswith(PLACEHOLDER)
        else:
            assert isinstance(reply, Answered), reply
            assert reply.value == (7 if use.due == "f" else False)


def test_what_changes_nothing_has_a_reason_and_stands_in_the_table_once() -> None:
    assert all(known.reason for known in TABLE)
    assert len(EFFECTS) == sum(len(known.names.split()) for known in TABLE)


DECORATED = {
    "a signature": ("from numba import njit, float64", "njit(float64(float64, float64))"),
    "signatures": ("import numba as nb", "nb.jit([nb.float64(nb.float64)], nopython=True, parallel=True)"),
    "an array in a signature": ("from numba import jit, types", "jit(types.f8(types.Array(types.f8, 1, 'C')))"),
    "a partial": ("import jax\nfrom functools import partial", "partial(jax.jit, static_argnames=('n',))"),
    "inference mode": ("import torch", "torch.inference_mode()"),
    "a compiler": ("import torch", "torch.compile"),
    "a script": ("from torch import jit", "jit.script"),
    "types": ("from jaxtyping import jaxtyped\nfrom beartype import beartype", "jaxtyped(typechecker=beartype)"),
    "by a name": ("import jax", "(lambda g: jax.jit(fun=g))"),
}


@pytest.mark.parametrize(("line", "decorator"), DECORATED.values(), ids=DECORATED.keys())
def test_a_decorator_that_changes_nothing_leaves_the_function(zygote: Zygote, line: str, decorator: str) -> None:
    with student(zygote, f"{line}\n@{decorator}\ndef f(x):\n    return 7\n") as ada:
        assert (ada.notes, ada.value(1.0)) == ([], 7)


MADE = {
    "a gradient": ("import jax", "jax.grad(g)", "jax.grad"),
    "a compiled gradient": ("import jax", "jax.jit(jax.grad(g))", "jax.jit"),
    "a compiled model": ("import torch", "torch.compile(torch.nn.Linear)", "torch.compile"),
    "a partial of one": ("import jax, functools as ft", "jax.jit(ft.partial(jax.vmap, in_axes=1))", "jax.jit"),
    "with options": ("import jax", "jax.vmap(g, 0)", "jax.vmap"),
    "a module": ("import solver", "solver", "solver"),
    "an attribute": ("import torch", "torch.sigmoid", "torch.sigmoid"),
    "in two names": ("import jax", "first = jax.vmap(g, 0)", "jax.vmap"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "made", "named"), MADE.values(), ids=MADE.keys())
def test_what_was_made_of_one_is_never_the_students_function(zygote: Zygote, line: str, made: str, named: str) -> None:
    with student(zygote, f"{line}\ndef g(x):\n    return x\n\nf = g\nf = {made}\n") as ada:
        assert ada.error(1.0).text == f"{named} {PLACEHOLDER}"


@pytest.mark.parametrize(
    "used",
    ["torch.pi * x", "x - torch.pi", "np.ones(2) * torch.pi", "-torch.pi", "abs(torch.pi)", "torch.pi > x",
     "len(torch.x)", "float(torch.pi)", "round(torch.pi)", "x in torch.names", "[*torch.names]", "np.asarray(torch.pi)",
     "np.array([1.0, torch.pi])", "np.exp(torch.pi)", "torch.pi", "(torch.pi, x)", "{'a': torch.pi}",
     "torch.x.y.z(1)", "torch.Tensor[3](x)", "torch.nn.Module()", "torch.optim.register(x)", "torch.x.mro()"],
)  # fmt: skip
def test_every_use_of_one_names_the_library(zygote: Zygote, used: str) -> None:
    with student(zygote, f"import numpy as np\nimport torch\ndef f(x):\n    return {used}\n") as ada:
        error = ada.error(1.0)
        assert error.types[0] == "ModuleNotFoundError"
        assert error.text.startswith("torch.")


CLASSES = {
    "match": "match x:\n        case torch.Tensor() | torch.nn.Module():\n            return 1\n    return 0",
    "a pattern with parts": "match x:\n        case torch.Size(dims=d):\n            return d\n    return 0",
    "a union": "return int(isinstance(x, torch.Tensor | str)) + int(isinstance(x, str | torch.Tensor))",
    "nested tuples": "return int(isinstance(x, ((torch.Tensor, str), (torch.nn.Module,))))",
    "typing's union": "import typing\n    return int(isinstance(x, typing.Union[str, torch.Tensor]))",
    "a type is one": "return int(issubclass(type(x), torch.Tensor)) + int(isinstance(torch.Tensor, torch.Size))",
    "equal": "return int(x == torch.float32) + int(torch.float64 == torch.float32)",
    "the same": "return int(torch.float32 is not torch.float32)",
}


@pytest.mark.parametrize("body", CLASSES.values(), ids=CLASSES.keys())
def test_nothing_is_an_instance_of_a_class_that_is_not_there(zygote: Zygote, body: str) -> None:
    with student(zygote, f"import torch\ndef f(x):\n    {body}\n") as ada:
        assert ada.value(1.0) == 0


def test_a_students_own_class_is_a_subclass_of_its_base(zygote: Zygote) -> None:
    source = (
        "import torch, abc\nclass Net(torch.nn.Module, abc.ABC, extra=True):\n"
        "    def __init__(self):\n        self.a = 1\n"
        "def f():\n    return [isinstance(Net(), torch.nn.Module), issubclass(Net, torch.Tensor), Net().a]\n"
    )
    with student(zygote, source) as ada:
        assert (ada.notes, ada.value()) == ([], [True, False, 1])


def test_a_students_own_error_of_a_library_may_be_caught(zygote: Zygote) -> None:
    source = "import requests\nclass E(requests.RequestException):\n    pass\n"
    source += "def f():\n    try:\n        return 1 / 0\n    except (E, ZeroDivisionError):\n        return 1\n"
    with student(zygote, source) as ada:
        assert (ada.notes, ada.value()) == ([], 1)


def test_a_class_of_a_method_that_is_not_there_keeps_its_others(zygote: Zygote) -> None:
    source = "import jax\nclass A:\n    @jax.custom_vjp\n    def g(self): pass\n    def h(self): return 3\n"
    source += "def f():\n    return A().h()\n"
    with student(zygote, source) as ada:
        assert (ada.notes, ada.value()) == ([], 3)


def test_single_dispatch_takes_a_class_that_is_not_there(zygote: Zygote) -> None:
    source = (
        "import functools, torch, jax\n@functools.singledispatch\ndef f(x):\n    return 0\n"
        "@f.register(torch.Tensor)\ndef _(x):\n    return 1\n@f.register\ndef _(x: jax.Array | str):\n    return 2\n"
    )
    with student(zygote, source) as ada:
        assert (ada.notes, ada.value(1.0), ada.value("a")) == ([], 0, 2)


def test_a_setting_of_what_is_not_there_is_no_use(zygote: Zygote) -> None:
    source = "from matplotlib import pyplot as plt\nimport torch\nplt.rcParams['figure.dpi'] = 100\n"
    source += "torch.backends.cudnn.deterministic = True\ndef f():\n    return repr(torch.float32)\n"
    with student(zygote, source) as ada:
        assert (ada.notes, ada.value()) == ([], "<torch.float32: not available to the grader>")


def test_a_progress_bar_is_what_it_goes_over(zygote: Zygote) -> None:
    source = (
        "from tqdm.auto import tqdm, trange\nimport tqdm as t\nfrom rich.progress import track\n"
        "def f():\n    bar = tqdm([1, 2], desc='a')\n    bar.set_postfix(loss=1)\n"
        "    return [list(bar), len(bar), list(trange(1, 3)), list(track(range(2))), [*t.tqdm(iter('ab'))]]\n"
    )
    with student(zygote, source) as ada:
        assert ada.value() == [[1, 2], 2, [1, 2], [0, 1], ["a", "b"]]
