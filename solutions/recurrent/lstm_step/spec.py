"""One time step of an LSTM cell with Keras' weights."""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.authoring.strategies import DrawFn
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, case, example
from grader.filling import fill

from .properties import shut_gates_keep_the_cell, signs_go_through, units_have_no_order

Array = npt.NDArray[Any]


def tensorflow_lstm_step(
    x: Any, h: Any, c: Any, kernel: Any, recurrent_kernel: Any, bias: Any
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return both new states, calculated by TensorFlow in float64."""
    import tensorflow as tf

    x, h, c, kernel, recurrent_kernel, bias = (
        tf.constant(np.array(value, dtype=np.float64)) for value in (x, h, c, kernel, recurrent_kernel, bias)
    )
    sums = tf.nn.bias_add(tf.matmul(x, kernel) + tf.matmul(h, recurrent_kernel), bias)
    i, f, candidate, o = tf.split(sums, 4, axis=1)
    new_c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(candidate)
    new_h = tf.sigmoid(o) * tf.tanh(new_c)
    return new_h.numpy(), new_c.numpy()


def shapes(n: int, d: int, u: int) -> list[tuple[int, ...]]:
    """Return the shapes of all arguments, in order."""
    return [(n, d), (n, u), (n, u), (d, 4 * u), (u, 4 * u), (4 * u,)]


@st.composite
def cell(draw: DrawFn, n: int, d: int, u: int) -> tuple[Array, ...]:
    """Draw float64 arguments of moderate size."""
    return tuple(draw(st.arrays(shape)) for shape in shapes(n, d, u))


@st.composite
def drawn_one_unit(draw: DrawFn) -> Case:
    """Draw a cell of one unit."""
    args = draw(cell(draw(st.whole(1, 3)), draw(st.whole(1, 3)), 1))
    return Case("drawn", tuple(draw(st.layouts(st.just(value))) for value in args))


@st.composite
def drawn_units(draw: DrawFn) -> Case:
    """Draw a cell of two to four units, of any dtype and memory layout."""
    dtype = draw(st.sampled_from([np.float64, np.float64, np.float64, np.float32, np.int64]))
    low, high = (-3, 4) if dtype == np.int64 else (-2, 2)
    sides = draw(st.whole(1, 4)), draw(st.whole(1, 4)), draw(st.whole(2, 4))
    return Case("drawn", tuple(draw(st.layouts(st.arrays(shape, low, high, dtype))) for shape in shapes(*sides)))


@st.composite
def drawn_extremes(draw: DrawFn) -> Case:
    """Draw a cell with sums of about ±1e3, or with such cell states."""
    args = list(draw(cell(draw(st.whole(1, 3)), draw(st.whole(1, 3)), draw(st.whole(1, 3)))))
    large = draw(st.sampled_from([(2,), (3, 4, 5), (2, 3, 4, 5)]))
    return Case("drawn", tuple(500.0 * value if i in large else value for i, value in enumerate(args)))


@st.composite
def plain(draw: DrawFn) -> Case:
    """Draw the inputs of a law."""
    return Case("drawn", draw(cell(draw(st.whole(1, 3)), draw(st.whole(1, 3)), draw(st.whole(1, 3)))))


def rung(
    name: str, x: Any = 0, h: Any = 0, c: Any = 0, kernel: Any = (0,) * 4, recurrent: Any = (0,) * 4, bias: Any = None
) -> Case:
    """Return a case of float64 arrays; numbers and rows stand for matrices of one entry and of one row."""
    matrices = [np.atleast_2d(np.array(value, dtype=np.float64)) for value in (x, h, c, kernel, recurrent)]
    width = matrices[3].shape[1]
    return case(name, *matrices, np.zeros(width) if bias is None else np.array(bias, dtype=np.float64))


def pairs(**blocks: tuple[float, float]) -> list[float]:
    """Return a row of weights of two units, by blocks: i, f, g (the candidate) and o."""
    return [value for name in "ifgo" for value in blocks.get(name, (0, 0))]


# n, d and u are all different, so that a transposed or swapped axis can't fit.
X = np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.25], [2.0, 1.0]])
H = np.array([[0.5, -0.25, 0.75], [0.0, 1.0, -0.5], [-0.75, 0.25, 0.125], [0.5, 0.5, -1.0]])
C = np.array([[1.0, -0.5, 2.0], [-1.5, 0.25, 0.0], [0.5, 3.0, -1.0], [-0.25, -2.0, 0.75]])
KERNEL = np.array(
    [
        [0.5, -0.25, 1.0, 0.75, 0.0, -1.0, 1.5, -0.5, 0.25, -0.75, 1.0, 0.5],
        [-0.5, 0.25, 0.125, 1.0, -0.75, 0.5, -0.25, 0.0, 0.5, 1.25, -0.5, 0.25],
    ]
)
RECURRENT = np.array(
    [
        [1.0, 0.5, -0.5, 0.25, -1.0, 0.75, 0.5, -0.25, 1.5, 0.0, -0.5, 1.0],
        [-0.25, 0.75, 0.5, -1.5, 0.5, 0.25, 1.0, 0.5, -0.75, 0.25, 1.25, -0.5],
        [0.0, -1.0, 0.25, 0.5, 1.25, -0.5, -0.75, 1.0, 0.125, -0.25, 0.5, 0.75],
    ]
)
BIAS = np.array([0.25, -0.5, 0.0, 1.0, 0.75, -0.25, 0.5, 0.125, -1.0, 0.0, 0.5, -0.75])
CELL = (X, H, C, KERNEL, RECURRENT, BIAS)
# The third unit and its columns left out: as many features as units.
SQUARE = (X, H[:, :2], C[:, :2], KERNEL[:, :8], RECURRENT[:2, :8], BIAS[:8])
WHOLE = tuple(
    np.array(value)
    for value in (
        [[1, -2], [0, 3]],
        [[1, 0], [-1, 1]],
        [[2, -1], [0, 3]],
        [[1, 0, -1, 1, 0, 2, 1, -1], [0, 1, 1, 0, -1, 1, 0, 1]],
        [[0, 1, 1, -1, 2, 0, 1, 0], [1, -1, 0, 1, 0, 1, -1, 1]],
        [0, 1, 1, 0, -1, 0, 1, 2],
    )
)
# Beyond every size that is drawn, with all sides different: what holds only for small arrays shows here.
LARGE = tuple(fill(seed, shape, -0.5, 0.5) for seed, shape in enumerate(shapes(40, 36, 9)))
ONE_WHOLE = tuple(np.array(v) for v in ([[2]], [[1]], [[3]], [[1, -1, 1, 0]], [[0, 1, -1, 1]], [1, 0, 0, -1]))


def float32_alone(index: int) -> tuple[Array, ...]:
    """Return arguments of float64, but for one."""
    return tuple(value.astype(np.float32) if i == index else value for i, value in enumerate(CELL))


def whole_alone(index: int) -> tuple[Array, ...]:
    """Return arguments with fractions, but for one that holds integers."""
    args = [*(value[:2] for value in SQUARE[:3]), *SQUARE[3:]]
    args[index] = WHOLE[index]
    return tuple(args)


SATURATED = [[1000], [-1000]], [[0], [0]], [[1], [1]], [[1, 1, 1, 1]], [[0, 0, 0, 0]], [0, 0, 0, 0]

ONE_UNIT = Inputs(
    ladder=[
        rung("all zero"),
        rung("c alone", c=1),
        rung("negative c alone", c=-2),
        rung("bias of the candidate", bias=[0, 0, 1, 0]),
        rung("negative bias of the candidate", bias=[0, 0, -1, 0]),
        rung("bias of the input gate", bias=[1, 0, 1, 0]),
        rung("bias of the forget gate", c=1, bias=[0, 1, 0, 0]),
        rung("negative bias of the forget gate", c=1, bias=[0, -1, 0, 0]),
        rung("bias of the output gate", c=1, bias=[0, 0, 0, 1]),
        rung("all four biases", c=1, bias=[1, -1, 2, 0]),
        rung("biases of 4", c=1, bias=[4, -4, 4, 4]),
        rung("x to the candidate", x=1, kernel=[0, 0, 1, 0]),
        rung("x to the input gate", x=1, kernel=[1, 0, 0, 0], bias=[0, 0, 1, 0]),
        rung("x to the forget gate", x=1, c=1, kernel=[0, 1, 0, 0]),
        rung("x to the output gate", x=1, c=1, kernel=[0, 0, 0, 1]),
        rung("h to the candidate", h=1, recurrent=[0, 0, 1, 0]),
        rung("h to the input gate", h=1, recurrent=[1, 0, 0, 0], bias=[0, 0, 1, 0]),
        rung("h to the forget gate", h=1, c=2, recurrent=[0, 1, 0, 0]),
        rung("h to the output gate", h=1, c=2, recurrent=[0, 0, 0, 1]),
        rung("x and h", x=2, h=-1, c=1, kernel=[1, 0, -1, 1], recurrent=[0, 1, 1, -1]),
        rung("everything", x=2, h=-1, c=3, kernel=[1, 0, -1, 1], recurrent=[0, 1, 1, -1], bias=[1, -1, 2, 0]),
        rung("two features", x=[1, -2], c=1, kernel=[[1, 0, -1, 1], [0, 1, 1, -1]]),
        rung("two equal samples", x=[[1]] * 2, h=[[0]] * 2, c=[[1]] * 2, kernel=[1, 0, -1, 1]),
        rung("two samples, different x", x=[[1], [-1]], h=[[0]] * 2, c=[[1]] * 2, kernel=[1, 0, -1, 1]),
        rung("two samples, different h", x=[[0]] * 2, h=[[1], [-1]], c=[[1]] * 2, recurrent=[0, 1, 1, -1]),
        rung("two samples, different c", x=[[0]] * 2, h=[[0]] * 2, c=[[1], [-2]]),
    ],
    edges=[
        rung("negative zeros", x=-0.0, h=-0.0, c=-0.0, kernel=[1, -0.0, -1, 1], recurrent=[1, 1, 1, 1]),
        rung("c of 20", c=20),
        rung("tiny c", c=1e-6),
        case("read-only", *(st.read_only(value.astype(np.float64)) for value in ONE_WHOLE)),
    ],
    drawn=drawn_one_unit(),
    count=110,
)

UNITS = Inputs(
    ladder=[
        rung("two units, c alone", h=[0, 0], c=[1, -2], kernel=pairs(), recurrent=[pairs()] * 2),
        rung(
            "two units, candidates", h=[0, 0], c=[0, 0], kernel=pairs(), recurrent=[pairs()] * 2, bias=pairs(g=(1, 2))
        ),
        rung(
            "two units, forget gates",
            h=[0, 0],
            c=[1, 1],
            kernel=pairs(),
            recurrent=[pairs()] * 2,
            bias=pairs(f=(1, -1)),
        ),
        rung(
            "two units, input gates",
            h=[0, 0],
            c=[0, 0],
            kernel=pairs(),
            recurrent=[pairs()] * 2,
            bias=pairs(i=(1, -1), g=(1, 1)),
        ),
        rung(
            "two units, output gates",
            h=[0, 0],
            c=[1, 1],
            kernel=pairs(),
            recurrent=[pairs()] * 2,
            bias=pairs(o=(1, -1)),
        ),
        rung("two units, x", x=1, h=[0, 0], c=[1, 0], kernel=pairs(f=(1, 0), g=(0, 2)), recurrent=[pairs()] * 2),
        rung(
            "two units, h of the other",
            h=[1, -1],
            c=[1, 0],
            kernel=pairs(),
            recurrent=[pairs(g=(0, 1)), pairs(f=(2, 0))],
        ),
        rung(
            "two units, two features",
            x=[1, -1],
            h=[0, 0],
            c=[1, 0],
            kernel=[pairs(i=(1, 0), g=(1, 2)), pairs(f=(0, 1), o=(1, -1))],
            recurrent=[pairs()] * 2,
        ),
        rung(
            "two units, two samples",
            x=[[1], [-2]],
            h=[[1, 0], [0, 1]],
            c=[[1, 0], [0, -1]],
            kernel=pairs(i=(1, 0), g=(1, 2)),
            recurrent=[pairs(f=(0, 1)), pairs(o=(1, -1))],
        ),
        case("two of everything", *(value.astype(np.float64) for value in WHOLE)),
        case("one sample, one feature, three units", X[:1, :1], H[:1], C[:1], KERNEL[:1], RECURRENT, BIAS),
        case("all sides different", *CELL),
    ],
    edges=[
        case("as many features as units", *SQUARE),
        case("as many samples as units", *(value[:3] for value in (X, H, C)), KERNEL, RECURRENT, BIAS),
        case("as many samples as columns", *(np.tile(v, (3, 1)) for v in (X, H, C)), KERNEL, RECURRENT, BIAS),
        case("one sample", *(value[:1] for value in (X, H, C)), KERNEL, RECURRENT, BIAS),
        case("more features than units", H, X, C[:, :2], RECURRENT[:, :8], KERNEL[:, :8], BIAS[:8]),
        case("states of 0", X, 0.0 * H, 0.0 * C, KERNEL, RECURRENT, BIAS),
        case("integers, one of everything", *ONE_WHOLE),
        case("integers", *WHOLE),
        case("integers of 32 bits", *(value.astype(np.int32) for value in WHOLE)),
        case("integer states alone", WHOLE[0], WHOLE[1], WHOLE[2], *SQUARE[3:]),
        case("integer x alone", *whole_alone(0)),
        case("integer h alone", *whole_alone(1)),
        case("integer c alone", *whole_alone(2)),
        case("integer kernel alone", *whole_alone(3)),
        case("integer recurrent kernel alone", *whole_alone(4)),
        case("integer bias alone", *whole_alone(5)),
        case("integer weights alone", *(value[:2] for value in SQUARE[:3]), *WHOLE[3:]),
        case("float32", *(value.astype(np.float32) for value in CELL)),
        *[
            case(f"float32 {name} alone", *float32_alone(index))
            for index, name in enumerate(("x", "h", "c", "kernel", "recurrent kernel", "bias"))
        ],
        case("large x, small weights", 1000.0 * X, H, C, KERNEL / 1000.0, RECURRENT, BIAS),
        case("large h, small weights", X, 1000.0 * H, C, KERNEL, RECURRENT / 1000.0, BIAS),
        case("many more features than units", np.tile(X, (1, 7)), H, C, np.tile(KERNEL, (7, 1)) / 8, RECURRENT, BIAS),
        case("float32 weights alone", *CELL[:3], *(value.astype(np.float32) for value in CELL[3:])),
        case("forty samples, nine units", *LARGE),
        case("no samples", *(value[:0] for value in (X, H, C)), KERNEL, RECURRENT, BIAS),
        case("Fortran order", *(st.fortran(value) for value in CELL)),
        case("not contiguous", *(st.strided(value) for value in CELL)),
        case("reversed views", *(st.reversed_view(value) for value in CELL)),
        case("read-only", *(st.read_only(value) for value in CELL)),
    ],
    drawn=drawn_units(),
    count=240,
)

EXTREMES = Inputs(
    ladder=[
        rung("candidate of 1000", bias=[0, 0, 1000, 0]),
        rung("candidate of −1000", bias=[0, 0, -1000, 0]),
        rung("input gate of 1000", bias=[1000, 0, 1, 0]),
        rung("input gate of −1000", c=1, bias=[-1000, 0, 1, 0]),
        rung("forget gate of 1000", c=1, bias=[0, 1000, 1, 0]),
        rung("forget gate of −1000", c=1, bias=[0, -1000, 1, 0]),
        rung("output gate of 1000", c=1, bias=[0, 0, 0, 1000]),
        rung("output gate of −1000", c=1, bias=[0, 0, 0, -1000]),
        rung("all of 1000", x=1, c=1, kernel=[1000] * 4),
        rung("all of −1000", h=1, c=1, recurrent=[-1000] * 4),
        rung("c of 1000", c=1000),
        rung("c of −1000", c=-1000, bias=[1, 0, 1, 0]),
    ],
    edges=[
        case("weights of 1000", *CELL[:3], *(1000.0 * value for value in CELL[3:])),
        case("c from −1000 to 3000", X, H, 1000.0 * C, KERNEL, RECURRENT, BIAS),
        case("c of 100000", X, H, 1e5 * C, KERNEL, RECURRENT, BIAS),
        case("c of 100000, float32", *(v.astype(np.float32) for v in (X, H, 1e5 * C, KERNEL, RECURRENT, BIAS))),
        case("one sample at 1000, one at −1000", *(np.array(v, np.float64) for v in SATURATED)),
    ],
    drawn=drawn_extremes(),
    count=110,
)

LAWS = Inputs(
    ladder=[
        rung("one unit", x=2, h=-1, c=3, kernel=[1, 0, -1, 1], recurrent=[0, 1, 1, -1], bias=[1, -1, 2, 0]),
        case("all sides different", *CELL),
    ],
    drawn=plain(),
    count=8,
)

EXERCISE = Exercise(
    entry="lstm_step",
    oracle=tensorflow_lstm_step,
    checks=[
        Examples(
            example(
                "one unit",
                (np.array([[0.3400160583867991]]), np.array([[0.5397452704930146]])),
                np.array([[1.0]]),
                np.array([[0.5]]),
                np.array([[0.25]]),
                np.array([[0.1, 0.2, 0.3, 0.4]]),
                np.array([[0.5, 0.6, 0.7, 0.8]]),
                np.array([0.0, 1.0, 0.0, 0.0]),
            )
        ),
        Matches("one unit", inputs=ONE_UNIT, points=2),
        Matches("c", inputs=UNITS, points=2, part=1),
        Matches("h", inputs=UNITS, points=2, part=0),
        Matches("gates wide open or shut", inputs=EXTREMES, points=1),
        Holds(shut_gates_keep_the_cell, inputs=LAWS, points=1),
        Holds(signs_go_through, inputs=LAWS, points=1),
        Holds(units_have_no_order, inputs=LAWS, points=1),
    ],
    hints=[
        "Work out s for the whole batch first, shape (n, 4u), and only then cut it into gates.",
        "The cut is by columns: four blocks of equal width, in the order i, f, c̃, o. Three of them are gates, between "
        "0 and 1; one is what a unit may take in, between −1 and 1.",
        "The new c is needed twice: it is returned as it is, and its tanh, times the output gate, is the new h.",
    ],
)
