"""Gradients by central differences, of functions that use their entries in different ways."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.authoring.strategies import DrawFn
from grader.exercise import Case, Examples, Exercise, Function, Holds, Inputs, Matches, case, example

from .properties import doubled_points_scale_gradients, turned_points_turn_gradients

Array = npt.NDArray[Any]

# Of functions and points of ordinary size, and with h = 1e-5, central differences are off by about 1e-11 (h²/6 times
# the third derivative) and by as much from rounding (2e-16/h); a one-sided difference is off by 5e-6 (h/2 times the
# second derivative). 1e-7 lies well between, where the usual 1e-9 would leave rounding a margin of ten only.
RTOL = 1e-7

# What a student's function is called with, and the same written in TensorFlow. On one line, since that is how a
# counterexample shows it.
Twin = Callable[[Any, Any], Any]
FUNCTIONS: dict[str, tuple[str, Twin]] = {
    "tripled": ("def tripled(x): return 3 * np.sum(x)", lambda tf, x: 3.0 * tf.reduce_sum(x)),
    "squares": ("def squares(x): return np.sum(x**2)", lambda tf, x: tf.reduce_sum(x**2)),
    "cubes": ("def cubes(x): return np.sum(x**3)", lambda tf, x: tf.reduce_sum(x**3)),
    "exponentials": ("def exponentials(x): return np.sum(np.exp(x))", lambda tf, x: tf.reduce_sum(tf.exp(x))),
    "logarithms": ("def logarithms(x): return np.sum(np.log(x))", lambda tf, x: tf.reduce_sum(tf.math.log(x))),
    "product": ("def product(x): return np.prod(x)", lambda tf, x: tf.reduce_prod(x)),
    "mean_square": ("def mean_square(x): return np.mean(x**2)", lambda tf, x: tf.reduce_mean(x**2)),
    "log_sum_exp": (
        "def log_sum_exp(x): return np.log(np.sum(np.exp(x)))",
        lambda tf, x: tf.reduce_logsumexp(x),
    ),
    # These use positions: the entries count in their order.
    "weighted": (
        "def weighted(x): return np.sum(np.arange(1, x.size + 1).reshape(x.shape) * x**2)",
        lambda tf, x: tf.reduce_sum(tf.reshape(tf.range(1.0, tf.size(x) + 1, dtype=tf.float64), tf.shape(x)) * x**2),
    ),
    "neighbours": ("def neighbours(x): return np.sum(x[1:] * x[:-1])", lambda tf, x: tf.reduce_sum(x[1:] * x[:-1])),
    "row_products": (
        "def row_products(x): return np.sum(np.prod(x, axis=1))",
        lambda tf, x: tf.reduce_sum(tf.reduce_prod(x, axis=1)),
    ),
    "column_products": (
        "def column_products(x): return np.sum(np.prod(x, axis=0))",
        lambda tf, x: tf.reduce_sum(tf.reduce_prod(x, axis=0)),
    ),
    "determinant": (
        "def determinant(x): return x[0, 0] * x[1, 1] - x[0, 1] * x[1, 0]",
        lambda tf, x: tf.linalg.det(x),
    ),
    # These return a number of another kind, or make their numbers in another way.
    "sines": ("def sines(x): return float(np.sum(np.sin(x)))", lambda tf, x: tf.reduce_sum(tf.sin(x))),
    "boxed": ("def boxed(x): return np.array(np.sum(x**3))", lambda tf, x: tf.reduce_sum(x**3)),
    # Steep enough for a step of 1e-4 to be five tolerances off, and one of 1e-5 a twentieth.
    "waves": ("def waves(x): return np.sum(np.sin(24 * x))", lambda tf, x: tf.reduce_sum(tf.sin(24.0 * x))),
    "constant": ("def constant(x): return 5.0", lambda tf, x: 5.0 + 0.0 * tf.reduce_sum(x)),
    "counts_axes": (
        "def counts_axes(x): return (x.ndim + 1) * np.sum(x**3)",
        lambda tf, x: (len(x.shape) + 1) * tf.reduce_sum(x**3),
    ),
    "in_half": (
        "def in_half(x): return float(np.sum(np.float64(np.float16(x)) ** 2))",
        lambda tf, x: tf.reduce_sum(x**2),
    ),
}


def named(name: str) -> Function:
    """Return the function of this name."""
    return Function(FUNCTIONS[name][0])


def tensorflow_gradient(f: Any, x: Any, h: float = 1e-5) -> Array:  # noqa: ARG001 - the true gradient has no step
    """Return what a gradient tape finds in float64 for the function of f's name."""
    import tensorflow as tf

    point = tf.constant(np.array(x, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(point)
        value = FUNCTIONS[f.__name__][1](tf, point)
    gradient = tape.gradient(value, point)
    return np.asarray(gradient.numpy())


def layouts_of(function: Function, x: Array) -> list[Case]:
    """Return the same call with x in every memory layout."""
    return [
        case("Fortran order", function, st.fortran(x)),
        case("not contiguous", function, st.strided(x)),
        case("reversed view", function, st.reversed_view(x)),
        case("read-only", function, st.read_only(x)),
    ]


def rung(name: str, function: str, x: Any, *args: Any, **kwargs: Any) -> Case:
    """Return a case at a float64 point."""
    return case(name, named(function), np.array(x, dtype=np.float64), *args, **kwargs)


def whole(name: str, function: str, x: Any, dtype: str = "int64") -> Case:
    """Return a case at a point of integers."""
    return case(name, named(function), np.array(x, dtype=dtype))


ANY_SHAPE = ["cubes", "exponentials", "product", "mean_square", "log_sum_exp", "weighted", "sines", "boxed"]
MATRICES = ["row_products", "column_products"]
# Their central differences are exact for every h.
ANY_STEP = ["tripled", "squares"]


@st.composite
def drawn_vectors(draw: DrawFn) -> Case:
    name = draw(st.sampled_from([*ANY_SHAPE, "neighbours"]))
    return case("drawn", named(name), draw(st.layouts(st.arrays((draw(st.whole(1, 5)),), -2.0, 2.0))))


@st.composite
def drawn_shapes(draw: DrawFn) -> Case:
    shape = draw(st.shapes(2, 3, 1, 3))
    name = draw(st.sampled_from([*ANY_SHAPE, *MATRICES, *MATRICES]))
    return case("drawn", named(name), draw(st.layouts(st.arrays(shape, -2.0, 2.0))))


@st.composite
def drawn_integers(draw: DrawFn) -> Case:
    dtype = draw(st.sampled_from(["int64", "int64", "int32"]))
    name = draw(st.sampled_from(["squares", "cubes", "exponentials", "sines", "boxed"]))
    return case("drawn", named(name), draw(st.layouts(st.arrays((draw(st.whole(1, 4)),), -2.0, 4.0, dtype))))


@st.composite
def drawn_steps(draw: DrawFn) -> Case:
    h = draw(st.sampled_from([0.125, 0.25, 0.5]))
    if draw(st.booleans()):
        # Eighths, which float16 holds exactly, as it does the points around them.
        return case("drawn", named("in_half"), draw(st.arrays((draw(st.whole(1, 4)),), -16, 17, "int64")) / 8, h)
    name = draw(st.sampled_from(ANY_STEP))
    return case("drawn", named(name), draw(st.arrays((draw(st.whole(1, 4)),), -2.0, 2.0)), h=h)


VECTORS = Inputs(
    ladder=[
        rung("a straight line", "tripled", [2]),
        rung("x²", "squares", [1]),
        rung("x² at 0", "squares", [0]),
        rung("x³ at −1", "cubes", [-1]),
        rung("a straight line, two entries", "tripled", [1, 2]),
        rung("squares, two entries", "squares", [1, -3]),
        rung("cubes, two entries", "cubes", [1, 2]),
        rung("a product", "product", [2, 3]),
        rung("a product, entry of 0", "product", [0, 3]),
        rung("a product of three", "product", [2, 3, 5]),
        rung("a mean", "mean_square", [1, 2]),
        rung("the second entry counts twice", "weighted", [1, 1]),
        rung("products of neighbours", "neighbours", [1, 2, 4]),
        rung("exponentials", "exponentials", [0, 1]),
        rung("logarithm of a sum of exponentials", "log_sum_exp", [0, 1]),
        rung("f returns a Python float", "sines", [0, 1]),
        rung("f returns an array without axes", "boxed", [1, 2]),
        rung("f is constant", "constant", [1, 2]),
    ],
    edges=[
        rung("logarithms", "logarithms", [0.5, 1, 4]),
        rung("steep waves", "waves", [0, 0.5, 1]),
        rung("fractions", "cubes", [0.5, -0.25, 1.5]),
        rung("small slopes", "squares", [1e-5, 2e-7]),
        rung("negative zero", "exponentials", [-0.0, 1]),
        rung("ten entries", "log_sum_exp", np.linspace(-1, 1, 10)),
        rung("forty entries", "weighted", np.linspace(-1, 1, 40)),
        rung("equal entries", "product", [1.5, 1.5, 1.5]),
        rung("a step for every third of x", "cubes", [3, 0, -3]),
        rung("no entries", "squares", np.zeros(0)),
        *layouts_of(named("weighted"), np.array([1.5, -2.0, 0.25])),
    ],
    drawn=drawn_vectors(),
    count=130,
)

SHAPES = Inputs(
    ladder=[
        rung("one entry, two axes", "squares", [[1]]),
        rung("one row", "squares", [[1, 2]]),
        rung("one column", "squares", [[1], [2]]),
        rung("two rows, two columns", "cubes", [[1, 2], [-1, 3]]),
        rung("a determinant", "determinant", [[1, 2], [3, 5]]),
        rung("products of rows", "row_products", [[1, 2], [3, 4]]),
        rung("products of columns", "column_products", [[1, 2], [3, 4]]),
        rung("products of columns, two rows", "column_products", [[1, 2, 3], [4, 5, 6]]),
        rung("weights", "weighted", [[1, 1, 1], [1, 1, 1]]),
        rung("three axes", "weighted", [[[1, 2]], [[3, 4]], [[5, 6]]]),
        rung("products along the middle axis", "row_products", [[[1, 2], [3, 4]], [[2, 1], [1, 3]]]),
        rung("a number without axes", "cubes", 2),
        rung("f counts axes, of which there are none", "counts_axes", -2),
        rung("f counts axes", "counts_axes", [[2, -1]]),
    ],
    edges=[
        rung("a number without axes, f returns a Python float", "sines", 1),
        rung("four axes", "cubes", np.linspace(-1, 2, 6).reshape(1, 2, 1, 3)),
        rung("five axes", "weighted", np.linspace(-1, 2, 12).reshape(1, 2, 1, 3, 2)),
        rung("seven rows, six columns", "weighted", np.linspace(-1, 2, 42).reshape(7, 6)),
        rung("no rows", "squares", np.zeros((0, 2))),
        rung("no columns", "exponentials", np.zeros((2, 0))),
        rung("three axes, no entries", "squares", np.zeros((2, 0, 3))),
        rung("eighteen rows, fifteen columns", "weighted", np.linspace(-1, 2, 270).reshape(18, 15)),
        rung("all zero", "exponentials", np.zeros((2, 2))),
        rung("a constant", "constant", [[1, 2, 3], [4, 5, 6]]),
        rung("a softmax", "log_sum_exp", [[0.5, -1, 2], [1, 0, -0.5]]),
        *layouts_of(named("weighted"), st.counting(2, 3) / 2),
        *layouts_of(named("row_products"), st.counting(3, 2) / 4),
    ],
    drawn=drawn_shapes(),
    count=115,
)

# One axis but for two edge cases, and functions whose entries don't meet: what goes wrong elsewhere costs nothing here.
INTEGERS = Inputs(
    ladder=[
        whole("x² at 2", "squares", [2]),
        whole("x² at −1", "squares", [-1]),
        whole("x² at 0", "squares", [0]),
        whole("eˣ at 1", "exponentials", [1]),
        whole("eˣ at 0 and −1", "exponentials", [0, -1]),
        whole("squares, two entries", "squares", [1, -3]),
        whole("sines", "sines", [1, 2]),
        whole("cubes", "cubes", [2, -1, 3]),
    ],
    edges=[
        whole("bytes", "exponentials", [0, 1, 2], "uint8"),
        whole("32 bits", "sines", [1, -2, 3], "int32"),
        whole("16 bits", "sines", [1, -2, 3], "int16"),
        whole("8 bits", "sines", [1, -2, 3], "int8"),
        whole("two axes", "exponentials", [[0, 1, -2], [2, -1, 1]]),
        whole("a number without axes", "exponentials", 1),
        whole("no entries", "squares", []),
        whole("no rows", "squares", np.zeros((0, 2))),
        whole("beyond 8 bits", "squares", [256, -200]),
        *layouts_of(named("exponentials"), np.array([1, -2, 0, 2])),
    ],
    drawn=drawn_integers(),
    count=110,
)

STEPS = Inputs(
    ladder=[
        rung("step ¼, f has three digits", "in_half", [1], h=0.25),
        rung("step ½, f has three digits", "in_half", [1, -2], h=0.5),
        rung("step ⅛, f has three digits", "in_half", [0.5, 3, -1], h=0.125),
        rung("step 1e-4", "cubes", [2], h=1e-4),
        rung("step 1e-6", "cubes", [2], h=1e-6),
        rung("step ½, two entries", "squares", [1, 3], h=0.5),
        rung("step ½, a straight line", "tripled", [2, 3], h=0.5),
        rung("step 1, entries of a million", "squares", [1e6, -3e6], h=1.0),
    ],
    edges=[
        rung("by position", "in_half", [2, 1], 0.25),
        rung("step 32, f has three digits", "in_half", [20000, -24000], h=32.0),
        rung("step ½, two axes", "in_half", [[1, -2, 3]], h=0.5),
        case("step ½, integers", named("in_half"), np.array([1, -2]), h=0.5),
        rung("step ½, a number without axes", "in_half", -2, h=0.5),
        rung("step ½, three axes", "in_half", [[[1, -2], [3, 0]]], h=0.5),
        rung("step 1, an integer", "in_half", [1, -2], h=1),
        rung("step 2⁻²⁰", "squares", [1, -2], h=2.0**-20),
        rung("the default, given", "exponentials", [0, 1], h=1e-5),
        rung("step 16, entries of ten million", "squares", [1e7, 2e7], h=16.0),
        case("step by name", named("in_half"), np.array([1.0, 2.0]), h=0.5),
    ],
    drawn=drawn_steps(),
    count=105,
)


@st.composite
def drawn_doubled(draw: DrawFn) -> Case:
    name, degree = draw(st.sampled_from([("cubes", 3), ("squares", 2), ("weighted", 2), ("neighbours", 2)]))
    return case("drawn", named(name), draw(st.arrays((draw(st.whole(2, 4)),), 0.25, 2.0)), degree)


@st.composite
def drawn_turned(draw: DrawFn) -> Case:
    x = draw(st.arrays((draw(st.whole(1, 3)), draw(st.whole(2, 4))), -2.0, 2.0))
    names = draw(st.sampled_from([("row_products", "column_products"), ("column_products", "row_products")]))
    return case("drawn", *map(named, names), x)


EXERCISE = Exercise(
    entry="numerical_gradient",
    oracle=tensorflow_gradient,
    rtol=RTOL,
    checks=[
        Examples(
            example("x³ at 2", np.array([12.0]), named("cubes"), np.array([2.0])),
            example("a product", np.array([3.0, 2.0]), named("product"), np.array([2.0, 3.0])),
        ),
        Matches("one axis", inputs=VECTORS, points=4),
        Matches("any shape", inputs=SHAPES, points=2),
        Matches("integers", inputs=INTEGERS, points=1),
        Matches("step", inputs=STEPS, points=1),
        Holds(
            doubled_points_scale_gradients,
            inputs=Inputs(
                ladder=[
                    rung("cubes", "cubes", [1], 3),
                    rung("a product", "product", [1, 2, 3], 3),
                    rung("a product of two", "product", [1, 0.5], 2),
                ],
                drawn=drawn_doubled(),
                count=10,
            ),
            points=1,
        ),
        Holds(
            turned_points_turn_gradients,
            inputs=Inputs(
                ladder=[
                    case("one row", named("row_products"), named("column_products"), np.array([[1.0, 2.0]])),
                    case("two rows", named("row_products"), named("column_products"), st.counting(2, 3)),
                ],
                drawn=drawn_turned(),
                count=10,
            ),
            points=1,
        ),
    ],
    hints=[
        "Begin with an x of one entry. Where do you call f, and how far are these two points apart?",
        "Each entry of the gradient takes two calls of f, with copies of x that differ from it in this entry alone. Is "
        "every other entry back in its place, exactly?",
        "Make a float64 copy of x first, and an array of zeros of its shape. np.ndindex goes over the indices of any "
        "shape, also of one without axes.",
    ],
)
