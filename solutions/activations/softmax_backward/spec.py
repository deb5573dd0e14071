"""The gradient by a softmax's inputs, from its outputs."""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.authoring.strategies import DrawFn
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, case, example

from .properties import sums_to_zero, symmetric_jacobian

Array = npt.NDArray[Any]


def tensorflow_softmax_backward(probs: Any, upstream: Any, axis: int = -1) -> Array:
    """Return what a gradient tape finds for the inputs log p, in float64."""
    import tensorflow as tf

    # −inf where p is 0: the exponential and its slope are 0 there, as they are for inputs far below the others.
    x = tf.math.log(tf.constant(np.array(probs, dtype=np.float64)))
    with tf.GradientTape() as tape:
        tape.watch(x)
        e = tf.exp(x)
        y = e / tf.reduce_sum(e, axis=axis, keepdims=True)
    gradient: Array = tape.gradient(y, x, output_gradients=tf.constant(np.array(upstream, dtype=np.float64))).numpy()
    return gradient


def largest_upstream(probs: Array, upstream: Array, axis: int = -1) -> float:
    """Return the size of the terms that may cancel in the answer."""
    del probs, axis  # a scale is called like the entry
    return float(np.max(np.abs(upstream.astype(np.float64)), initial=0.0))


def floats(*values: Any) -> list[Array]:
    return [np.array(value, dtype=np.float64) for value in values]


@st.composite
def distributions(draw: DrawFn, shape: tuple[int, ...], axis: int) -> Array:
    """Draw probabilities along an axis, all above 0: some near each other, some far apart."""
    weights = draw(st.arrays(shape, 0.1, 1.0))
    for _ in range(draw(st.whole(0, 3))):
        weights = weights * weights
    probs: Array = weights / weights.sum(axis=axis, keepdims=True)
    return probs


@st.composite
def drawn_rows(draw: DrawFn) -> Case:
    """Draw one distribution or a batch of them, of at least two classes."""
    k = draw(st.whole(2, 6))
    shape = draw(st.sampled_from([(k,), (1, k), (2, k), (3, k), (k, k)]))
    return case("drawn", draw(distributions(shape, -1)), draw(st.arrays(shape, -4.0, 4.0)))


@st.composite
def drawn_axes(draw: DrawFn) -> Case:
    """Draw an array of two to four axes, its softmax along any of them."""
    shape = draw(st.shapes(2, 4, 2, 3))
    axis = draw(st.whole(0, len(shape) - 1)) - draw(st.sampled_from([0, len(shape)]))
    probs, upstream = draw(distributions(shape, axis)), draw(st.arrays(shape, -4.0, 4.0))
    if axis == -1 and draw(st.booleans()):
        return case("drawn", probs, upstream)
    return case("drawn", probs, upstream, axis) if draw(st.booleans()) else case("drawn", probs, upstream, axis=axis)


@st.composite
def drawn_arrays(draw: DrawFn) -> Case:
    """Draw arguments of any dtype and memory layout; probabilities are never integers here, whose answer is 0."""
    shape = draw(st.shapes(1, 3, 2, 4))
    axis = draw(st.whole(0, len(shape) - 1)) if draw(st.booleans()) else -1
    kinds = [(np.float32, np.float32), (np.float64, np.int64), (np.float32, np.float64), (np.float64, np.float64)]
    probs_dtype, dtype = draw(st.sampled_from(kinds))
    probs = draw(distributions(shape, axis)).astype(probs_dtype)
    upstream = draw(st.layouts(st.arrays(shape, -4.0, 5.0, dtype)))
    options = {} if axis == -1 else {"axis": axis}
    return case("drawn", draw(st.layouts(st.just(probs))), upstream, **options)


@st.composite
def any_axis(draw: DrawFn) -> Case:
    """Draw the inputs of a law that takes an axis."""
    shape = draw(st.shapes(1, 3, 2, 3))
    axis = draw(st.whole(-1, len(shape) - 1))
    return case("drawn", draw(distributions(shape, axis)), draw(st.arrays(shape, -3.0, 3.0)), axis)


@st.composite
def two_upstreams(draw: DrawFn) -> Case:
    """Draw probabilities along the last axis, and two upstreams."""
    shape = (draw(st.whole(1, 3)), draw(st.whole(2, 4)))
    first, second = (draw(st.arrays(shape, -3.0, 3.0)) for _ in range(2))
    return case("drawn", draw(distributions(shape, -1)), first, second)


# Sums of powers of two are exact: a rung's answer can be checked by hand.
ROWS = np.array([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]])
UPSTREAM = np.array([[1.0, -2.0, 4.0], [3.0, 0.0, -1.0]])
CUBE = np.stack([ROWS, ROWS[::-1, ::-1]])
CUBE_UPSTREAM = np.stack([UPSTREAM, 2.0 * UPSTREAM[::-1] - 1.0])
MANY = st.counting(12, 13) / np.sum(st.counting(12, 13), axis=1, keepdims=True)

ROW_INPUTS = Inputs(
    ladder=[
        case("two equal classes", *floats([0.5, 0.5], [1, 0])),
        case("two equal classes, upstream of the second", *floats([0.5, 0.5], [0, 1])),
        case("two classes", *floats([0.25, 0.75], [1, 0])),
        case("two classes, upstream of the second", *floats([0.25, 0.75], [0, 1])),
        case("upstream of both", *floats([0.25, 0.75], [1, 2])),
        case("upstream −1", *floats([0.25, 0.75], [-1, 0])),
        case("upstream 4", *floats([0.25, 0.75], [4, 0])),
        case("upstream the same for all", *floats([0.25, 0.75], [1, 1])),
        case("upstream 0", *floats([0.25, 0.75], [0, 0])),
        case("three classes", *floats([0.5, 0.25, 0.25], [1, 0, 0])),
        case("three classes, upstream of all", *floats([0.5, 0.125, 0.375], [1, 2, -1])),
        case("one sample", *floats([[0.25, 0.75]], [[1, 0]])),
        case("two equal samples", *floats([[0.25, 0.75]] * 2, [[1, 0]] * 2)),
        case("two samples, upstream of the first", *floats([[0.25, 0.75], [0.5, 0.5]], [[1, 0], [0, 0]])),
        case("two samples", *floats([[0.25, 0.75], [0.5, 0.5]], [[1, 0], [0, 2]])),
        case("three samples", *floats([[0.25, 0.75], [0.5, 0.5], [0.125, 0.875]], [[1, 0], [0, 2], [-1, 3]])),
        case("two samples, three classes", ROWS, UPSTREAM),
        case("three of both", *floats([*ROWS, [0.25, 0.5, 0.25]], [*UPSTREAM, [0, 1, 2]])),
    ],
    edges=[
        case("one class", *floats([1], [5])),
        case("three samples of one class", *floats([[1]] * 3, [[5], [0], [-2]])),
        case("one class certain", *floats([1, 0, 0], [3, -1, 2])),
        case("one class impossible", *floats([0.25, 0, 0.75], [1, 5, -2])),
        case("one sample certain, one not", *floats([[0, 1], [0.25, 0.75]], [[2, -3], [2, -3]])),
        case("tiny probability", *floats([1e-300, 1.0], [1, 2])),
        case("nearly certain", *floats([1 - 2**-30, 2**-30], [1, -1])),
        case("large upstream", *floats([0.25, 0.75], [1e200, -1e200])),
        case("large upstream, the same for all", *floats([0.25, 0.5, 0.25], [1e9, 1e9, 1e9])),
        case("small upstream", *floats([0.25, 0.75], [1e-200, -2e-200])),
        case("samples of different size", *floats([[0.25, 0.75]] * 2, [[1e6, 0], [0, 1]])),
        case("negative zeros", *floats([0.25, 0.75], [-0.0, 1])),
        case("ten classes", np.arange(1.0, 11.0) / 55.0, np.arange(10.0) ** 2),
        case("many samples of many classes", MANY, np.sin(100.0 * MANY)),
        case("eighty classes", np.arange(1.0, 81.0) / 3240.0, np.arange(80.0) - 35.0),
        case("no samples", np.zeros((0, 3)), np.zeros((0, 3))),
    ],
    drawn=drawn_rows(),
    count=155,
)

AXIS_INPUTS = Inputs(
    ladder=[
        case("axis 0 of one axis", *floats([0.25, 0.75], [1, 0]), axis=0),
        case("axis −1 of one axis", *floats([0.25, 0.75], [1, 2]), axis=-1),
        case("one column, axis 0", *floats([[0.25], [0.75]], [[1], [0]]), axis=0),
        case("two columns, axis 0", *floats([[0.25, 0.5], [0.75, 0.5]], [[1, 0], [0, 2]]), axis=0),
        case("two columns, axis −2", *floats([[0.25, 0.5], [0.75, 0.5]], [[1, 3], [0, 0]]), axis=-2),
        case("two rows, axis 1", *floats([[0.25, 0.75], [0.5, 0.5]], [[1, 0], [0, 2]]), axis=1),
        case("rows and columns sum to 1", *floats([[0.25, 0.75], [0.75, 0.25]], [[1, 0], [0, 2]]), axis=0),
        case("rows and columns sum to 1, last axis", *floats([[0.25, 0.75], [0.75, 0.25]], [[1, 0], [0, 2]])),
        case("2×3, axis −1", ROWS, UPSTREAM, axis=-1),
        case("3×2, axis 0", ROWS.T, UPSTREAM.T, axis=0),
        case("axis by position", ROWS.T, UPSTREAM.T, 0),
        case("1×1×2", *floats([[[0.25, 0.75]]], [[[1, 0]]])),
        case("1×2×2", *floats([[[0.25, 0.75], [0.5, 0.5]]], [[[1, 0], [0, 2]]])),
        case("2×2×3", CUBE, CUBE_UPSTREAM),
        case("2×3×2, axis 1", CUBE.swapaxes(1, 2), CUBE_UPSTREAM.swapaxes(1, 2), axis=1),
        case("3×2×2, axis 0", np.moveaxis(CUBE, 2, 0), np.moveaxis(CUBE_UPSTREAM, 2, 0), axis=0),
        case("3×2×2, axis −3", np.moveaxis(CUBE, 2, 0), np.moveaxis(CUBE_UPSTREAM, 2, 0), axis=-3),
    ],
    edges=[
        case("four axes", CUBE.reshape(2, 1, 2, 3), CUBE_UPSTREAM.reshape(2, 1, 2, 3)),
        case("four axes, axis 2", CUBE.reshape(1, 4, 3, 1), CUBE_UPSTREAM.reshape(1, 4, 3, 1), axis=2),
        case("four axes, axis −2", CUBE.reshape(1, 4, 3, 1), CUBE_UPSTREAM.reshape(1, 4, 3, 1), axis=-2),
        case("four axes, axis 3", CUBE.reshape(2, 1, 2, 3), CUBE_UPSTREAM.reshape(2, 1, 2, 3), axis=3),
        case("four axes, axis −4", *(v.T.reshape(3, 2, 1, 2) for v in (CUBE, CUBE_UPSTREAM)), axis=-4),
        case("five axes, axis 3", *(v.swapaxes(1, 2).reshape(1, 2, 1, 3, 2) for v in (CUBE, CUBE_UPSTREAM)), axis=3),
        case("axis of length 1", np.ones((2, 1, 2)), st.counting(2, 1, 2), axis=1),
        case("no columns, axis 0", np.zeros((2, 0)), np.zeros((2, 0)), axis=0),
        case("no samples of two rows", np.zeros((0, 2, 3)), np.zeros((0, 2, 3))),
        case("no samples, axis 1", np.zeros((0, 3, 2)), np.zeros((0, 3, 2)), axis=1),
        case("certain, axis 0", *floats([[1, 0.25], [0, 0.75]], [[2, 1], [-3, 5]]), axis=0),
        case("axis by name", ROWS.T, UPSTREAM.T, axis=0),
    ],
    drawn=drawn_axes(),
    count=155,
)

ARRAY_INPUTS = Inputs(
    ladder=[
        case("integer upstream", np.array([0.25, 0.75]), np.array([1, 0])),
        case("integer upstream, two samples", np.array([[0.25, 0.75], [0.5, 0.5]]), np.array([[1, 0], [3, -2]])),
        case("integer upstream, axis 0", ROWS.T, np.array([[1, 3], [-2, 0], [4, -1]]), axis=0),
        case("float32", *(value.astype(np.float32) for value in floats([0.25, 0.75], [1, 0]))),
        case("float32, two samples", ROWS.astype(np.float32), UPSTREAM.astype(np.float32)),
    ],
    edges=[
        case("integers in both", np.array([[0, 1], [1, 0]]), np.array([[2, -3], [5, 4]])),
        case("integer probs", np.array([0, 1, 0]), np.array([0.5, -3.0, 2.5])),
        # float32 holds no odd number that is larger than 2²⁴.
        case("large integers", np.array([0.25, 0.75]), np.array([2**24 + 1, 3 - 2**24])),
        case("32-bit integers", ROWS, UPSTREAM.astype(np.int32)),
        case("float32 probs alone", ROWS.astype(np.float32), UPSTREAM),
        case("float32 upstream alone", ROWS, UPSTREAM.astype(np.float32)),
        case("float32, tiny probability", *(value.astype(np.float32) for value in floats([1e-30, 1], [1, 2]))),
        case("Fortran order", st.fortran(ROWS), st.fortran(UPSTREAM)),
        case("not contiguous", st.strided(ROWS), st.strided(UPSTREAM)),
        case("reversed views", st.reversed_view(ROWS), st.reversed_view(UPSTREAM)),
        case("read-only", st.read_only(ROWS), st.read_only(UPSTREAM)),
        case("read-only, axis 0", st.read_only(ROWS.T), st.read_only(UPSTREAM.T), axis=0),
    ],
    drawn=drawn_arrays(),
    count=150,
)

EXERCISE = Exercise(
    entry="softmax_backward",
    oracle=tensorflow_softmax_backward,
    scale=largest_upstream,
    checks=[
        Examples(
            example(
                "logits 2, 1, 0.1",
                np.array([0.22471863783296514, -0.15976360379791496, -0.06495503403505017]),
                np.array([0.6590011388859679, 0.24243297070471392, 0.09856589040931818]),
                np.array([1.0, 0.0, 0.0]),
            )
        ),
        Matches("last axis", inputs=ROW_INPUTS, points=1),
        Matches("any axis", inputs=AXIS_INPUTS, points=1),
        Matches("any dtype and layout", inputs=ARRAY_INPUTS, points=1),
        Holds(
            sums_to_zero,
            inputs=Inputs(
                ladder=[
                    case("two classes", *floats([0.25, 0.75], [1, 0]), -1),
                    case("2×3, axis 1", ROWS, UPSTREAM, 1),
                    case("3×2, axis 0", ROWS.T, UPSTREAM.T, 0),
                ],
                drawn=any_axis(),
                count=8,
            ),
            points=1,
        ),
        Holds(
            symmetric_jacobian,
            inputs=Inputs(
                ladder=[
                    case("two classes", *floats([[0.25, 0.75]], [[1, 0]], [[0, 1]])),
                    case("2×3", ROWS, UPSTREAM, UPSTREAM[::-1] + 1.0),
                ],
                drawn=two_upstreams(),
                count=8,
            ),
            points=1,
        ),
    ],
    hints=[
        "Each output depends on every input, through the sum below the line. Write the chain rule for one input: how "
        "many terms does it have?",
        "Multiply upstream by the Jacobian on paper, the diagonal apart from the rest. pᵢ comes out of all terms, and "
        "what stays in the bracket needs one sum for the whole softmax.",
        "That sum is the mean of upstream, weighted with p. Take it along `axis`, keep that axis with length 1, and "
        "the rest is elementwise.",
    ],
)
