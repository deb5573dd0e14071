"""Missed and falsely rejected gradients, ours beside the usual ways: `python benchmarks/gradients.py [DRAWS]`.

Operations × wrong gradients × scales of the input, each block of a gradient by itself; the upstream is random, never
ones. Ours are the witnesses that `prepare` measures and the comparison that the judge makes. The others take central
differences entry by entry, of the same function. A wrong gradient counts where it is off by more than 1e-6 of its
block's largest entry or of 1, whichever is more: a saturated sigmoid's is as good as 0.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from machine import header
from operations import OPERATIONS, Array, Blocks, Operation

from grader.authoring.gradients import measured
from grader.judge.checks.compare import Tolerance, compare
from grader.judge.checks.slopes import agrees

SCALES = (1e-2, 1.0, 1e2)
FLOOR = 1.0  # the `scale` of an exercise that declares none
COUNTS = Tolerance(1e-6, FLOOR)
ERROR = 0.01  # how far a scaled gradient, one entry and a stale input are off
KINDS = 6  # of wrong gradients
SEED = 20
ALL = "all"


@dataclass(frozen=True)
class Usual:
    """A usual gradient check: central differences with a step in a precision, and what it accepts."""

    name: str
    step: float
    dtype: type[np.floating[Any]]
    accepts: Callable[[Array, Array], bool]


def close(rtol: float, atol: float) -> Callable[[Array, Array], bool]:
    """Return `allclose` at these tolerances."""
    return lambda claimed, numeric: bool(np.allclose(claimed, numeric, rtol=rtol, atol=atol))


def entries_apart(claimed: Array, numeric: Array) -> bool:
    """Return whether every entry's relative error is below 1e-7, as a well-known course's notes ask for."""
    return bool(np.max(np.abs(claimed - numeric) / np.maximum(1e-8, np.abs(claimed) + np.abs(numeric))) < 1e-7)


def norms_apart(claimed: Array, numeric: Array) -> bool:
    """Return whether the whole block's relative error is below 1e-7, as another well-known course asks for."""
    return bool(np.linalg.norm(claimed - numeric) <= 1e-7 * (np.linalg.norm(claimed) + np.linalg.norm(numeric)))


USUAL = (  # step and tolerance: usual advice, two courses' notes, the defaults of PyTorch's gradcheck, a looser float32
    Usual("allclose", 1e-5, np.float64, close(1e-5, 1e-8)),
    Usual("entries < 1e-7", 1e-5, np.float64, entries_apart),
    Usual("norms < 1e-7", 1e-7, np.float64, norms_apart),
    Usual("gradcheck", 1e-6, np.float64, close(1e-3, 1e-5)),
    Usual("float32", 1e-3, np.float32, close(1e-2, 1e-3)),
)
JUDGES = ("ours", *(usual.name for usual in USUAL))


@dataclass(frozen=True)
class Example:
    """One block of an operation's gradient at one input: the forward function along it, right and wrong gradients."""

    forward: Callable[[Array], float]
    start: Array
    right: Array
    wrong: dict[str, Array]
    seed: int


def examples(operation: Operation, scale: float, rng: np.random.Generator) -> Iterator[Example]:
    """Yield each block of the gradient at an input drawn at the scale."""
    inputs = operation.draw(rng, scale)
    upstream = rng.normal(size=np.shape(operation.forward(**inputs)))
    stale = {name: value + ERROR * scale * rng.uniform(-1, 1, value.shape) for name, value in inputs.items()}
    right, missing = operation.backward(upstream, **inputs), operation.missing(upstream, **inputs)
    before = operation.backward(upstream, **stale)
    for name, block in right.items():

        def forward(value: Array, name: str = name) -> float:
            # Also in float32, where both sides of the product are.
            return float((upstream.astype(value.dtype) * operation.forward(**cast(inputs, value, name))).sum())

        wrong = {**damaged(block, rng), "a term missing": missing[name], "stale input": before[name]}
        counted = {kind: value for kind, value in wrong.items() if compare(block, value, COUNTS)}
        yield Example(forward, inputs[name], block, counted, int(rng.integers(2**32)))


def cast(inputs: Blocks, value: Array, name: str) -> Blocks:
    """Return the inputs with one replaced, all in its precision."""
    return {other: given.astype(value.dtype) for other, given in inputs.items()} | {name: value}


def damaged(block: Array, rng: np.random.Generator) -> dict[str, Array]:
    """Return wrong gradients that are made from the right one."""
    entry, sign = block.copy(), block.copy()
    entry.reshape(-1)[rng.integers(block.size)] += ERROR * np.abs(block).max() * rng.choice([-1, 1])
    sign[: (len(sign) + 1) // 2] *= -1
    axes = block.swapaxes(-1, -2) if block.ndim > 1 and block.shape[-1] == block.shape[-2] else np.flip(block, -1)
    return {
        "1 % too large": (1 + ERROR) * block,
        "one entry": entry,
        "half with wrong sign": sign,
        "swapped axes": axes,
    }


def ours(example: Example) -> Callable[[Array], bool]:
    """Return the judge's comparison with the witnesses of this block."""
    witnesses = list(measured(example.forward, example.start, example.seed))
    return lambda claimed: all(
        agrees(claimed, direction, found.value, found.bound, FLOOR) for direction, found in witnesses
    )


def central(usual: Usual, example: Example) -> Callable[[Array], bool]:
    """Return a usual check of this block."""
    start = example.start.astype(usual.dtype)
    numeric = np.zeros(start.shape)
    for place in np.ndindex(start.shape):
        up, down = start.copy(), start.copy()
        up[place] += usual.step
        down[place] -= usual.step
        numeric[place] = (example.forward(up) - example.forward(down)) / (2 * usual.step)
    return lambda claimed: usual.accepts(claimed, numeric)


def main(draws: str = "15") -> None:
    """Print the tables: by operation, by wrong gradient, by scale, and the sums."""
    header(f"Missed and falsely rejected gradients, {draws} draws of each")
    started = time.perf_counter()
    tables: dict[str, Counter[tuple[str, str]]] = {}
    for turn in range(int(draws)):
        for number, operation in enumerate(OPERATIONS):
            for scale in SCALES:
                rng = np.random.default_rng([SEED, turn, number, int(1000 * scale)])
                for example in examples(operation, scale, rng):
                    judge(example, operation.name, f"inputs of {scale:g}", tables)
    print("\nwrong ones accepted / right ones rejected, in percent")
    print(f"{'':<22}{'wrong':>7}{'right':>7}" + "".join(f"{name:>18}" for name in JUDGES))
    order = [*(operation.name for operation in OPERATIONS), *(f"inputs of {scale:g}" for scale in SCALES)]
    for row in sorted(tables, key=lambda row: order.index(row) if row in order else len(order) + (row == ALL)):
        print(line(row, tables[row]))
    counts = tables[ALL]
    print(f"{counts['left out', '']} more are too near the right ones to count")
    print(f"{time.perf_counter() - started:.0f} s")


def judge(example: Example, operation: str, scale: str, tables: dict[str, Counter[tuple[str, str]]]) -> None:
    """Count what every judge says to this block's gradients, in all the rows that they belong to."""
    accepts = {"ours": ours(example)} | {usual.name: central(usual, example) for usual in USUAL}
    rows = (operation, scale, ALL)
    for row in rows:
        counts = tables.setdefault(row, Counter())
        counts.update({("right", ""): 1, ("left out", ""): KINDS - len(example.wrong)})
        counts.update(("rejected", name) for name, accept in accepts.items() if not accept(example.right))
    for kind, wrong in example.wrong.items():
        missed = [("missed", name) for name, accept in accepts.items() if accept(wrong)]
        for row in (*rows, kind):
            tables.setdefault(row, Counter()).update([("wrong", ""), *missed])


def line(row: str, counts: Counter[tuple[str, str]]) -> str:
    """Return a row of the table: how many there were, and what each judge got wrong."""

    def share(what: str, name: str, of: str) -> str:
        return f"{100 * counts[what, name] / counts[of, '']:.2f}" if counts[of, ""] else "-"

    cells = (f"{share('missed', name, 'wrong')} / {share('rejected', name, 'right')}" for name in JUDGES)
    return f"{row:<22}{counts['wrong', '']:>7}{counts['right', '']:>7}" + "".join(f"{cell:>18}" for cell in cells)


if __name__ == "__main__":
    main(*sys.argv[1:])
