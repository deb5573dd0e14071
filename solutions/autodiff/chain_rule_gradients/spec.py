"""Gradients of J = 3(a + b·c): the chain rule on a graph of three steps."""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Gradients, Holds, Inputs, Matches, case, example

from .properties import a_changes_nothing, gradients_rebuild_j


def tensorflow_gradients(a: Any, b: Any, c: Any) -> tuple[npt.NDArray[np.float64], ...]:
    """Return what a gradient tape finds in float64."""
    import tensorflow as tf

    arguments = [tf.constant(np.array(value, dtype=np.float64)) for value in (a, b, c)]
    with tf.GradientTape() as tape:
        tape.watch(arguments)
        j = 3.0 * (arguments[0] + arguments[1] * arguments[2])
    return tuple(gradient.numpy() for gradient in tape.gradient(j, arguments))


def total(a: Any, b: Any, c: Any) -> float:
    """Return J summed over its entries, of which the gradients are the derivatives."""
    return float(np.sum(3.0 * (np.asarray(a) + np.asarray(b) * np.asarray(c))))


@st.composite
def drawn(draw: Any) -> Case:
    """Draw three arrays of one shape, of any dtype and layout, or three numbers."""
    shape = draw(st.shapes(0, 3, 1, 4))
    dtype = draw(st.sampled_from([np.float64, np.float64, np.float64, np.float32, np.int64]))
    arrays = st.layouts(st.arrays(shape, -5.0, 5.0, dtype))
    return Case("drawn", (draw(arrays), draw(arrays), draw(arrays)))


@st.composite
def plain(draw: Any) -> Case:
    """Draw three float64 arrays of one shape, not numbers."""
    arrays = st.arrays(draw(st.shapes(1, 3, 1, 3)), -3.0, 3.0)
    return Case("drawn", (draw(arrays), draw(arrays), draw(arrays)))


@st.composite
def shifted(draw: Any) -> Case:
    """Draw three arrays and what is added to the first."""
    arguments = draw(plain()).args
    return Case("drawn", (*arguments, draw(st.sampled_from([1.0, -2.5, 10.0]))))


ROW = np.array([1.5, -2.0, 0.25])
OTHER_ROW = np.array([-0.75, 4.0, 3.5])
MATRIX = st.counting(2, 3) / 4.0
OTHER_MATRIX = 2.0 - st.counting(2, 3)
WHOLE = np.array([[1, -2, 3], [4, 0, -6]])

LADDER = [
    case("all ones", 1.0, 1.0, 1.0),
    case("c alone is two", 1.0, 1.0, 2.0),
    case("b alone is two", 1.0, 2.0, 1.0),
    case("a alone is two", 2.0, 1.0, 1.0),
    case("all different", 2.0, 3.0, 5.0),
    case("negative numbers", -1.0, -2.0, -3.0),
    case("all zero", 0.0, 0.0, 0.0),
    case("fractions", 0.5, 0.25, 1.5),
    case("arrays of one entry", np.array([1.0]), np.array([2.0]), np.array([3.0])),
    case("arrays of two entries", np.array([1.0, 2.0]), np.array([2.0, 5.0]), np.array([3.0, 4.0])),
    case("arrays of three fractions", np.array([1.0, 2.0, 3.0]), ROW, OTHER_ROW),
    case("matrices", MATRIX, OTHER_MATRIX, MATRIX + 1.0),
    case("arrays of three axes", st.counting(2, 1, 3), st.counting(2, 1, 3, start=-3), st.counting(2, 1, 3, start=4)),
]

EDGES = [
    case("Python integers", 2, -3, 4),
    case("an integer a and fractions", 2, 0.5, -1.75),
    case("an integer b and fractions", 0.5, 2, -1.75),
    case("an integer c and fractions", 0.5, -1.75, 2),
    case("arrays without axes", np.array(2.0), np.array(-3.0), np.array(0.5)),
    case("integer arrays", WHOLE, WHOLE + 2, 3 - WHOLE),
    case("a alone holds integers", np.array([1, 2, 3]), ROW, OTHER_ROW),
    case("b alone holds integers", ROW, np.array([1, 2, 3]), OTHER_ROW),
    case("c alone holds integers", ROW, OTHER_ROW, np.array([1, 2, 3])),
    case("large integers", WHOLE, WHOLE - 10**10, 10**10 + WHOLE),
    case("32-bit integers", *(value.astype(np.int32) for value in (WHOLE, WHOLE + 2, 3 - WHOLE))),
    case("float32", MATRIX.astype(np.float32), OTHER_MATRIX.astype(np.float32), (MATRIX / 3.0).astype(np.float32)),
    case("empty arrays", np.zeros(0), np.zeros(0), np.zeros(0)),
    case("no rows of three entries", *(np.zeros((0, 3)) for _ in range(3))),
    case("three rows of no entries", *(np.zeros((3, 0)) for _ in range(3))),
    case("four axes, many entries", *(st.counting(2, 3, 4, 11, start=start) / 4.0 for start in (1, -50, 9))),
    case("five axes", *(st.counting(1, 2, 1, 2, 3, start=start) for start in (1, -7, 5))),
    case("Fortran order", st.fortran(MATRIX), st.fortran(OTHER_MATRIX), MATRIX),
    case("not contiguous", st.strided(MATRIX), OTHER_MATRIX, st.strided(OTHER_MATRIX)),
    case("reversed views", st.reversed_view(MATRIX), st.reversed_view(OTHER_MATRIX), st.reversed_view(MATRIX)),
    case("read-only", st.read_only(ROW), st.read_only(OTHER_ROW), st.read_only(ROW)),
    case("negative zeros", np.array([-0.0, 1.0]), np.array([-0.0, 0.0]), np.array([1.0, -0.0])),
    case("large and small", np.array([1e8, 1.0]), np.array([1e8, 1e-8]), np.array([-1e-8, 1e8])),
    case("large and negative", np.array([-1e8, 1.0]), np.array([-1e8, 2.0]), np.array([3.0, -1e8])),
    case("tiny entries", np.array([1e-30, 1.0]), np.array([3e-8, 1e-10]), np.array([-2e-9, 5e-8])),
    case("the same array three times", ROW, ROW, ROW),
]

INPUTS = Inputs(LADDER, EDGES, drawn(), count=460)

EXERCISE = Exercise(
    entry="chain_rule_gradients",
    oracle=tensorflow_gradients,
    checks=[
        Examples(example("J is 45", (3.0, 6.0, 12.0), 7.0, 4.0, 2.0)),
        Matches("dj_da", inputs=INPUTS, points=1, part=0),
        Matches("dj_db", inputs=INPUTS, points=3, part=1),
        Matches("dj_dc", inputs=INPUTS, points=3, part=2),
        Gradients(
            "numeric derivatives",
            forward=total,
            by=("a", "b", "c"),
            inputs=Inputs(
                ladder=[
                    case("numbers", 2.0, 3.0, 5.0),
                    case("arrays of two entries", np.array([1.0, 2.0]), np.array([2.0, 5.0]), np.array([3.0, 4.0])),
                    case("matrices", MATRIX, OTHER_MATRIX, MATRIX + 1.0),
                ],
                drawn=plain(),
                count=10,
            ),
            points=1,
        ),
        Holds(
            a_changes_nothing,
            inputs=Inputs(ladder=[case("one entry", *np.array([[2.0], [3.0], [5.0]]), 1.0)], drawn=shifted(), count=8),
            points=1,
        ),
        Holds(
            gradients_rebuild_j,
            inputs=Inputs(ladder=[case("one entry", *np.array([[2.0], [3.0], [5.0]]))], drawn=plain(), count=8),
            points=1,
        ),
    ],
    hints=[
        "Draw the graph: v = b·c, u = a + v, J = 3u. Write the derivative of each step beside its edge.",
        "Go backwards from dJ/dJ = 1 and multiply along each path. What does J gain when u gains 1? When v does?",
        "A product's derivative by one factor is the other factor. And dj_da is the same everywhere, but in a's shape.",
    ],
)
