"""Whether a function can be called as an exercise is: a helper of the same name often can't."""

import ast
from dataclasses import dataclass

from grader.intake.parsing import outline

MAX_SHOWN = 80  # characters of arguments in a message


@dataclass(frozen=True)
class Signature:
    """The arguments of a stub: how many come by position, and what the others are called."""

    required: int
    names: frozenset[str]
    shown: str


def of_stub(stub: str, name: str) -> Signature | None:
    """Return a stub's signature, None where it has none that can be read."""
    found = [binding.arguments for binding in outline([stub]).of(name) if binding.arguments]
    if not found:
        return None
    arguments = found[-1]
    plain = [*arguments.posonlyargs, *arguments.args]
    every = [*plain, *arguments.kwonlyargs]
    return Signature(len(plain) - len(arguments.defaults), frozenset(one.arg for one in every), shown(arguments))


def fits(arguments: ast.arguments, stub: Signature) -> bool:
    """Return whether the stub's call can be taken: what has no default by position, in any names, and no more.

    An argument of the stub's whose default was forgotten is no helper's: calls that give it will do.
    """
    plain = [*arguments.posonlyargs, *arguments.args]
    required = plain[: len(plain) - len(arguments.defaults)]
    keywords = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    extra = [*required[stub.required :], *(one for one, default in keywords if default is None)]
    room = arguments.vararg is not None or len(plain) >= stub.required
    return room and all(one.arg in stub.names for one in extra)


def shown(arguments: ast.arguments) -> str:
    """Return arguments as they are written: "images, kh, kw"."""
    try:
        return ast.unparse(arguments)[:MAX_SHOWN]
    except RecursionError:
        return "…"
