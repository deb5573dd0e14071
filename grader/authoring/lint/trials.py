"""The submissions that lint makes up for an exercise: right answers, misconceptions, and cheats that know nothing."""

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from grader.authoring.lint.sources import public_functions
from grader.course.catalog import Entry
from grader.output.values import literal
from grader.prepared.folder import Prepared
from grader.prepared.records import ExamplesRecord, Manifest, RaisesRecord
from grader.sandbox.wire import Function, Rng
from grader.submission import Source


class Role(StrEnum):
    """What a submission is there to show."""

    RIGHT = "right"
    WRONG = "wrong"
    CHEAT = "cheat"


@dataclass(frozen=True)
class Trial:
    """One made-up submission. `name` is the function's, or what a cheat does; `entry` the function to call."""

    role: Role
    name: str
    source: Source
    entry: str


def trials(prepared: Prepared, entry: Entry) -> list[Trial]:
    """Return every submission that is graded to lint an exercise whose five files are there."""
    assert entry.solution is not None  # noqa: S101 - the caller has seen the files
    manifest = prepared.manifest
    texts = {
        name: (entry.solution / f"{name}.py").read_text(encoding="utf-8")
        for name in ("reference", "alternatives", "misconceptions")
    }
    reference, alternatives, misconceptions = (Source(f"{name}.py", (text,)) for name, text in texts.items())
    cheats = cheat_sources(prepared, entry.stub.read_text(encoding="utf-8"), texts["reference"])
    return [
        Trial(Role.RIGHT, manifest.entry, reference, manifest.entry),
        *(Trial(Role.RIGHT, name, alternatives, name) for name in public_functions(ast.parse(texts["alternatives"]))),
        *(Trial(Role.WRONG, name, misconceptions, name) for name in manifest.misconceptions),
        *(Trial(Role.CHEAT, name, Source("cheat.py", (text,)), manifest.entry) for name, text in cheats.items()),
    ]


def cheat_sources(prepared: Prepared, stub: str, reference: str) -> Mapping[str, str]:
    """Return what each cheat does ("returns None"), with its source: none of them may earn a point."""
    manifest = prepared.manifest
    published = list(published_answers(prepared))
    bodies = {
        "returns None": "return None",
        "returns 0.0": "return 0.0",
        "returns all its arguments": f"return ({', '.join(manifest.parameters)},)",
    }
    for name in manifest.parameters:
        bodies[f"returns its argument {name}"] = f"return {name}"
    bodies[f"returns zeros like {manifest.parameters[0]}"] = f"return np.zeros_like({manifest.parameters[0]})"
    for error in raised_errors(manifest):
        bodies[f"always raises {error}"] = f"raise {error}('no')"
    if published:
        bodies["returns the first example's answer"] = f"return {as_code(published[0][1])}"
    return {
        "is the untouched stub": stub,
        **{name: with_body(stub, manifest.entry, body) for name, body in bodies.items()},
        "returns zeros in the shape of the right answer": knowing(manifest, reference, []),
        "knows the published examples, and returns zeros else": knowing(manifest, reference, published),
    }


def raised_errors(manifest: Manifest) -> list[str]:
    """Return the errors to try: the two that are always tried, and each built-in one that a check asks for."""
    raising = [check for check in manifest.checks if isinstance(check, RaisesRecord)]
    asked = [check.error for check in raising if hasattr(builtins, check.error)]
    return list(dict.fromkeys(["NotImplementedError", "ValueError", *asked]))


def published_answers(prepared: Prepared) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Yield the arguments by name, and the answer, of each case that a student has seen."""
    for check in prepared.manifest.checks:
        if not isinstance(check, ExamplesRecord):
            continue
        for place in check.places.by_hand:
            case = prepared.manifest.cases[place]
            args, kwargs = prepared.value(case.args)
            if case.expected is not None:
                yield (
                    dict(zip(prepared.manifest.parameters, args, strict=False)) | kwargs,
                    prepared.value(case.expected),
                )


def with_body(stub: str, entry: str, body: str) -> str:
    """Return the stub's source with another body for its function."""
    tree = ast.parse(stub)
    public_functions(tree)[entry].body = ast.parse(body).body
    return f"import numpy as np\nfrom numpy import inf, nan\n{ast.unparse(tree)}\n"


def knowing(manifest: Manifest, reference: str, published: Sequence[tuple[Mapping[str, Any], Any]]) -> str:
    """Return the source of a cheat that knows published answers, and the shape of every other one.

    It takes the shapes, and the errors, from the reference: no real cheat could know more of an answer but its numbers.
    """
    known = ", ".join(f"({as_code(given)}, {as_code(answer)})" for given, answer in published)
    return KNOWING.format(reference=reference, known=known, entry=manifest.entry, names=manifest.parameters)


KNOWING = """\
{reference}

import numpy as np
from numpy import inf, nan

_right, _any = {entry}, object()
_published = [{known}]


def _same(known, given):
    if known is _any:
        return True
    if isinstance(known, dict):
        return isinstance(given, dict) and set(known) == set(given) and all(_same(known[k], given[k]) for k in known)
    if isinstance(known, list | tuple):
        return isinstance(given, list | tuple) and len(known) == len(given) and all(map(_same, known, given))
    return np.array_equal(known, given)


def _zeros(value):
    if isinstance(value, dict):
        return {{k: _zeros(v) for k, v in value.items()}}
    if isinstance(value, list | tuple):
        return [_zeros(v) for v in value]
    return None if value is None else np.zeros_like(value)


def {entry}(*args, **kwargs):
    given = dict(zip({names!r}, args)) | kwargs
    for known, answer in _published:
        if _same(known, given):
            return answer
    return _zeros(_right(*args, **kwargs))
"""


def as_code(value: Any) -> str:
    """Return Python code for a value of any size; what has no value of its own (a generator) equals anything."""
    if isinstance(value, Rng | Function):
        return "_any"
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r}, {value.dtype.str!r}).reshape({value.shape})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k!r}: {as_code(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(as_code, value))}]"
    return literal(value)
