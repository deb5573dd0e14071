"""Placeholders: what stands for a library that isn't there. It can be named, and explains itself when it is used.

An attribute of such a library is a class, since that is what most places ask for where no library is needed: a class
that nothing is an instance of (`isinstance`, `except`, `case`, `singledispatch`), an annotation, a base. Calling it,
and every other use, raises a ModuleNotFoundError that names it.
"""

import types
from abc import ABCMeta
from collections.abc import Callable
from typing import Any, cast

from grader.sandbox import harmless
from grader.sandbox.harmless import Effect

PLACEHOLDER = "isn't available to the grader, which has NumPy and the files that are handed in"
SUBSCRIPT = "[…]"
ERRORS = ("Error", "Exception", "Warning")  # how names of errors end
VERSION = "(not available to the grader)"  # notebooks print it
OPERATIONS = (
    "add radd sub rsub mul rmul matmul rmatmul truediv rtruediv floordiv rfloordiv mod rmod divmod rdivmod pow rpow "
    "and rand xor rxor lshift rlshift rshift rrshift neg pos abs invert lt le gt ge len iter contains float int "
    "complex index round enter exit await aiter"
)


def explained(path: str, what: str = "") -> ModuleNotFoundError:
    """Return the error of something that isn't there, by its dotted path; it carries the path."""
    error = ModuleNotFoundError(f"{what or path} {PLACEHOLDER}", name=path.partition(".")[0])
    error.placeholder = path  # type: ignore[attr-defined]
    return error


def missing_path(error: BaseException) -> str:
    """Return the path of what wasn't there, where an error is a placeholder's; else "".

    Never asks an object whose class is a student's.
    """
    path = getattr(error, "placeholder", "") if type(error) is ModuleNotFoundError else ""
    return path if isinstance(path, str) else ""


def path_of(made: "Placeholder") -> str:
    """Return the dotted path of what a placeholder stands for."""
    path: str = type.__getattribute__(made, "_path")
    return path


def is_dunder(name: str) -> bool:
    """Return whether Python itself asks for a name."""
    return name.startswith("__") and name.endswith("__")


class PlaceholderModule(types.ModuleType):
    """Stands for a module that isn't there: imports work, use explains."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__all__: tuple[str, ...] = ()  # nobody knows what a star import of it would give

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return VERSION
        if is_dunder(name):
            raise AttributeError(name)
        return placeholder(f"{self.__name__}.{name}")

    def __call__(self, *_args: Any, **_kwargs: Any) -> Any:
        """Explain: it may stand under the name of the student's function."""
        raise explained(self.__name__)


class Placeholder(ABCMeta):
    """The type of what stands for an attribute of a module that isn't there.

    One of ABCMeta's, so that a class may have both such a base and an abstract one.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **_options: Any) -> Any:
        """Return a student's class that inherits from placeholders: it may be defined, and explains when it is made."""
        real = tuple(dict.fromkeys(_base(path_of(b)) if isinstance(b, Placeholder) else b for b in bases))
        return type(name, real, namespace)

    def __init__(cls, *_args: Any, **_options: Any) -> None:
        pass

    def __getattribute__(cls, name: str) -> Any:
        if name.startswith("_"):
            return super().__getattribute__(name)
        # Before what classes, exceptions and ABCMeta bring: `gym.envs.register`, `jax.tree.args`.
        own = type.__getattribute__(cls, "__dict__")
        return own[name] if name in own else placeholder(f"{path_of(cls)}.{name}")

    def __getattr__(cls, name: str) -> Any:
        if name == "__version__":
            return VERSION
        if is_dunder(name):
            raise AttributeError(name)
        return placeholder(f"{path_of(cls)}.{name}")

    def __getitem__(cls, _key: Any) -> Any:
        """Return another: an annotation is no use (`Float[Tensor, "n d"]`)."""
        path = path_of(cls)
        return cls if path.endswith(SUBSCRIPT) else placeholder(path + SUBSCRIPT)

    def __setitem__(cls, _key: Any, _value: Any) -> None:
        """A setting of what isn't there: `plt.rcParams["figure.dpi"] = 100`."""

    def __bool__(cls) -> bool:
        return True

    def __repr__(cls) -> str:
        return f"<{path_of(cls)}: not available to the grader>"

    def __instancecheck__(cls, instance: Any) -> bool:
        """Return whether the instance's class inherits from it; of what others have made nothing does."""
        if path_of(cls).endswith(SUBSCRIPT):  # jaxtyping's say whether an array has a shape: here nobody knows
            raise explained(path_of(cls))
        return cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, subclass: type) -> bool:
        return subclass is cls or _BASES.get(path_of(cls)) in getattr(subclass, "__mro__", ())

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        """Do what the table of harmless names says, else explain.

        Called with functions alone it is a decorator or makes one function of another: that explains itself too, once
        it is called with values.
        """
        effect = harmless.EFFECTS.get(path_of(cls))
        if effect is not None:
            return _harmless(cls, effect, args, kwargs)
        if args and all(map(callable, args)):
            return cls
        raise explained(path_of(cls))


def _harmless(known: Placeholder, effect: Effect, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Return what a call of a name in the table gives."""

    def explain() -> BaseException:
        return explained(path_of(known))

    match effect:
        case Effect.NOTHING:
            return None
        case Effect.NO:
            return False
        case Effect.DESCRIPTION:
            return known
        case Effect.RANGE:
            return range(*args)
        case Effect.PROGRESS:
            return harmless.Progress(*args, **kwargs)
    given = harmless.decorated(args, kwargs)
    if len(given) == 1 and harmless.is_function(given[0], Placeholder):
        return given[0]
    if given and effect is Effect.DECORATOR:
        if all(map(callable, given)):
            return known  # made of something else that isn't there
        raise explain()
    return harmless.Unchanging(Placeholder, explain)


def _explaining(operation: str) -> Callable[..., Any]:
    def explain(cls: Placeholder, *_others: Any) -> Any:
        raise explained(path_of(cls))

    explain.__name__ = operation
    return explain


for _name in OPERATIONS.split():
    setattr(Placeholder, f"__{_name}__", _explaining(f"__{_name}__"))

_MADE: dict[str, Placeholder] = {}
_BASES: dict[str, type] = {}


def placeholder(path: str) -> Placeholder:
    """Return the one that stands for a dotted path; always the same, for classes are told apart by identity."""
    if path not in _MADE:
        module, _, name = path.rpartition(".")
        # An exception, or `except` would refuse it.
        namespace = {"_path": path, "__module__": module, "__init__": _base_init(path), "__slots__": ()}
        _MADE[path] = ABCMeta.__new__(Placeholder, name, (Exception,), namespace)
    return _MADE[path]


def _base_init(path: str) -> Callable[..., None]:
    """Return what making an instance of a student's class comes to that inherits from a placeholder."""

    def init(self: Any, *_args: Any, **_kwargs: Any) -> None:
        raise explained(path, f"{path}, the base class of {type(self).__name__},")

    return init


def _take_options(_cls: Any, **_options: Any) -> None:
    """Stand in for `__init_subclass__`: `class Net(Base, flag=True)`."""


def _base(path: str) -> type:
    """Return what a student's class inherits from instead."""
    if path not in _BASES:
        module, _, name = path.rpartition(".")
        subclass: Any = classmethod(cast("Any", _take_options))
        namespace = {"__module__": module, "__init__": _base_init(path), "__init_subclass__": subclass}
        # `except` refuses a student's own error unless it is one; of another class nobody knows what else it inherits.
        _BASES[path] = type(name, (Exception,) if name.endswith(ERRORS) else (), namespace)
    return _BASES[path]
