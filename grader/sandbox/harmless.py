"""What of a library that isn't there changes nothing of an answer: an explicit table, each row with its reason.

Whatever isn't in the table gives a placeholder that explains itself (`grader.sandbox.placeholders`).
"""

import functools
import types
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from typing import Any, NamedTuple

Explain = Callable[[], BaseException]


class Effect(Enum):
    """What a call of it gives."""

    DECORATOR = auto()  # the function that it is called with; with options alone, a decorator that does so
    OPTIONS = auto()  # the same, and what is no function is an option too: `@njit("f8(f8)")`
    CONTEXT = auto()  # a context manager that does nothing, which is a decorator too
    PROGRESS = auto()  # the iterable that it is called with, within a bar that nobody sees
    RANGE = auto()  # a range
    DESCRIPTION = auto()  # itself: it describes an argument to a decorator of this table, and is no use otherwise
    NOTHING = auto()  # None
    NO = auto()  # False


class Known(NamedTuple):
    """Names of a library, below it, and why leaving them out leaves every answer as it is."""

    library: str
    names: str
    effect: Effect
    reason: str


TABLE = (
    Known("numba", "jit njit core.decorators.jit core.decorators.njit experimental.jitclass extending.register_jitable",
          Effect.OPTIONS, "compiles; the Python function is what it compiles, and says the same"),
    Known("numba", "prange misc.special.prange", Effect.RANGE, "a range, whose rounds may run at once"),
    Known("numba", "types.Array types.List types.Tuple types.UniTuple types.optional types.Omitted typeof "
          "types.FunctionType types.DictType types.ListType", Effect.DESCRIPTION, "a type within a signature"),
    Known("jax", "jit api.jit named_call checkpoint remat ad_checkpoint.checkpoint", Effect.DECORATOR,
          "compiles, names or recomputes: the function's values stay"),
    Known("jax", "named_scope disable_jit numpy_dtype_promotion default_device debug_nans log_compiles",
          Effect.CONTEXT, "settings of JAX's own operations"),
    Known("jax", "ShapeDtypeStruct", Effect.DESCRIPTION, "an argument's shape and dtype"),
    Known("equinox", "filter_jit", Effect.DECORATOR, "jax.jit, for more kinds of arguments"),
    Known("flax", "nnx.jit linen.jit", Effect.DECORATOR, "jax.jit, for modules"),
    Known("tensorflow", "function autograph.experimental.do_not_convert", Effect.DECORATOR,
          "makes a graph of the function, or doesn't: the values stay"),
    Known("tensorflow", "keras.utils.register_keras_serializable keras.saving.register_keras_serializable",
          Effect.OPTIONS, "notes the name under which a model is saved"),
    Known("keras", "utils.register_keras_serializable saving.register_keras_serializable", Effect.OPTIONS,
          "notes the name under which a model is saved"),
    Known("tensorflow", "device name_scope", Effect.CONTEXT, "where TensorFlow's own operations run, and their names"),
    Known("tensorflow", "TensorSpec RaggedTensorSpec SparseTensorSpec", Effect.DESCRIPTION,
          "an argument of tf.function, in its input_signature"),
    Known("torch", "compile compiler.disable compiler.allow_in_graph _dynamo.disable jit.script jit.export jit.ignore "
          "jit.unused jit.script_if_tracing jit.interface", Effect.DECORATOR,
          "compiles, or says what isn't to be compiled: the values stay"),
    Known("torch", "no_grad inference_mode enable_grad set_grad_enabled autograd.no_grad autograd.inference_mode "
          "autograd.grad_mode.no_grad autograd.grad_mode.inference_mode autograd.set_detect_anomaly "
          "autograd.detect_anomaly autocast amp.autocast cuda.amp.autocast profiler.record_function "
          "autograd.profiler.record_function", Effect.CONTEXT, "settings of what torch records of its own operations"),
    Known("cupy", "fuse", Effect.DECORATOR, "fuses kernels of CuPy arrays; with NumPy's it calls the function"),
    Known("beartype", "beartype", Effect.DECORATOR, "raises where a type is wrong; the values stay"),
    Known("typeguard", "typechecked", Effect.DECORATOR, "raises where a type is wrong; the values stay"),
    Known("jaxtyping", "jaxtyped", Effect.DECORATOR, "raises where a shape is wrong; the values stay"),
    Known("typing_extensions", "override final overload runtime_checkable no_type_check deprecated",
          Effect.OPTIONS, "marks for who reads types"),
    Known("line_profiler", "profile", Effect.DECORATOR, "measures"),
    Known("memory_profiler", "profile", Effect.DECORATOR, "measures"),
    Known("cython", "boundscheck wraparound cdivision nonecheck initializedcheck locals returns cfunc ccall inline "
          "nogil exceptval", Effect.OPTIONS, "compiles; run as Python they do nothing"),
    Known("pytest", "mark.parametrize mark.skip mark.skipif mark.slow mark.xfail mark.filterwarnings", Effect.OPTIONS,
          "marks tests, which nobody runs here"),
    Known("ipywidgets", "interact", Effect.DECORATOR, "shows controls, and leaves the function"),
    Known("IPython", "display.display display.clear_output core.display.display core.display.clear_output "
          "display.set_matplotlib_formats", Effect.NOTHING, "shows something"),
    Known("tqdm", "tqdm auto.tqdm notebook.tqdm std.tqdm autonotebook.tqdm asyncio.tqdm rich.tqdm tqdm_notebook "
          "notebook.tqdm_notebook", Effect.PROGRESS, "a bar; what is looped over stays"),
    Known("tqdm", "trange auto.trange notebook.trange std.trange autonotebook.trange tnrange", Effect.RANGE,
          "a range with a bar"),
    Known("tqdm", "tqdm.write tqdm.pandas auto.tqdm.write notebook.tqdm.write std.tqdm.write", Effect.NOTHING,
          "shows something"),
    Known("rich", "print pretty.pprint pretty.install print_json", Effect.NOTHING, "shows something"),
    Known("torch", "is_tensor is_storage cuda.is_available backends.mps.is_available backends.cudnn.is_available",
          Effect.NO, "there is no tensor without torch, and no such device here"),
    Known("tensorflow", "is_tensor is_symbolic_tensor test.is_gpu_available test.is_built_with_cuda", Effect.NO,
          "there is no tensor without TensorFlow, and no such device here"),
    Known("keras", "ops.is_tensor backend.is_tensor backend.is_keras_tensor", Effect.NO,
          "there is no tensor without Keras"),
    Known("scipy", "sparse.issparse sparse.isspmatrix sparse.isspmatrix_csr sparse.isspmatrix_csc", Effect.NO,
          "there is no sparse matrix without SciPy"),
    Known("cupy", "is_available cuda.is_available", Effect.NO, "no such device here"),
    Known("numba", "cuda.is_available", Effect.NO, "no such device here"),
    Known("rich", "progress.track", Effect.PROGRESS, "a bar; what is looped over stays"),
    Known("alive_progress", "alive_it", Effect.PROGRESS, "a bar; what is looped over stays"),
    Known("fastprogress", "progress_bar master_bar fastprogress.progress_bar fastprogress.master_bar", Effect.PROGRESS,
          "a bar; what is looped over stays"),
)  # fmt: skip
EFFECTS = {f"{known.library}.{name}": known.effect for known in TABLE for name in known.names.split()}
FUNCTIONS = (types.FunctionType, types.MethodType, staticmethod, classmethod)
BY_KEYWORD = ("func", "fun", "fn", "f", "function")  # what libraries call the function that a decorator gets


def decorated(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """Return what a decorator is called with: the positional arguments, or a function that is given by its name."""
    return args or tuple(kwargs[name] for name in BY_KEYWORD if isinstance(kwargs.get(name), FUNCTIONS))


def is_function(value: Any, missing: type) -> bool:
    """Return whether a value is a student's function or class, and nothing that a missing library has made."""
    if isinstance(value, functools.partial):
        return is_function(value.func, missing)
    return isinstance(value, FUNCTIONS) or (isinstance(value, type) and not isinstance(value, missing))


class Unchanging:
    """A decorator that leaves its function as it is, and a context manager that does nothing."""

    def __init__(self, missing: type, explain: Explain) -> None:
        self._missing = missing
        self._explain = explain

    def __call__(self, *args: Any, **_kwargs: Any) -> Any:
        """Return the function; explain what anything else is called with."""
        if len(args) == 1 and (is_function(args[0], self._missing) or isinstance(args[0], self._missing)):
            return args[0]
        raise self._explain()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_error: object) -> None:
        pass


class Progress:
    """What is looped over, and of a progress bar what does nothing."""

    def __init__(self, iterable: Iterable[Any] = (), *_args: Any, **_kwargs: Any) -> None:
        self.iterable = iterable
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)  # type: ignore[arg-type]

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def nothing(self, *_args: Any, **_kwargs: Any) -> None:
        """Show nothing."""

    update = close = refresh = reset = clear = display = write = nothing
    set_description = set_description_str = set_postfix = set_postfix_str = unpause = nothing
