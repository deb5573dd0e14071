from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, case, example

from .properties import rises_by_one, same_on_both_sides

Array = npt.NDArray[Any]

LARGEST = float(np.finfo(np.float64).max)
LARGEST32 = float(np.finfo(np.float32).max)
SMALLEST = float(np.finfo(np.float64).smallest_subnormal)


def tensorflow_sigmoid_derivative(x: Array) -> Array:
    import tensorflow as tf

    x = tf.constant(np.asarray(x, dtype=np.float64))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.math.sigmoid(x)
    gradient: Array = tape.gradient(y, x).numpy()
    return gradient


def row(*values: float, dtype: npt.DTypeLike = np.float64) -> Array:
    return np.array(values, dtype=dtype)


def spread(exponents: Array) -> Array:
    """Return numbers of both signs from 1 to 1e4 in size, as many in each decade."""
    return np.sign(exponents) * 10.0 ** np.abs(exponents)


POINTS = Examples(
    example("around 0", row(0.19661193324148185, 0.25, 0.19661193324148185), row(-1, 0, 1)),
    example("far from 0", row(0, 0), row(-1e4, 1e4)),
)

values = Inputs(
    ladder=[
        case("zero", row(0)),
        case("one", row(1)),
        case("minus one", row(-1)),
        case("two", row(2)),
        case("minus two", row(-2)),
        case("two entries", row(0, 1)),
        case("three entries", row(-1, 0, 2)),
    ],
    edges=[
        case("negative zero", row(-0.0)),
        case("equal entries", row(3, 3)),
        case("fractions", row(-0.5, 0.25, 1.75)),
        case("next to zero", row(-SMALLEST, 1e-300, 1e-8)),
        case("near zero", row(-0.01, -9e-4, -1.2e-4, 2.5e-4, 0.003, 0.02)),
        case("falling", row(4, 3, 2, 1)),
        case("a dozen entries, some equal", row(3, -1, 0, 5, 3, -2, 0.5, 3, -4, 1, -1, 2)),
    ],
    drawn=st.calls(st.arrays(st.shapes(1, 1, max_side=6), -8.0, 8.0)),
    count=155,
)

# Where the derivative has vanished a zero is the answer: rungs beside them hold entries that tell it from a function
# that always gives 0.
extreme = Inputs(
    ladder=[
        case("six", row(6)),
        case("minus six", row(-6)),
        case("ten", row(-10, 10)),
        case("a thousand", row(1000)),
        case("minus a thousand", row(-1000)),
        case("a thousand beside zero", row(0, 1000)),
        case("minus a thousand beside zero", row(-1000, 0)),
        case("ten thousand", row(1e4)),
        case("minus ten thousand", row(-1e4)),
        case("ten thousand beside one", row(-1e4, 1, 1e4)),
    ],
    edges=[
        case("rounds to one", row(-37, 37)),
        case("squares overflow", row(-400, 400)),
        case("just below overflow", row(-709, 709)),
        case("just above overflow", row(-710, 710)),
        case("least that is not zero", row(-745, 745)),
        case("largest number", row(LARGEST)),
        case("largest negative number", row(-LARGEST)),
        case("far enough to be seen", row(-21.9, -21.5, 21.5, 21.9)),
        case("float32, far enough to be seen", row(-9.5, -8.5, 8.5, 9.5, dtype=np.float32)),
        case("large float32", row(-200, -89, 0, 89, 200, dtype=np.float32)),
        case("largest float32", row(-LARGEST32, 2, LARGEST32, dtype=np.float32)),
        case("large integers", row(-1000, 1, 1000, dtype=np.int64)),
        # 0 in the last 8, 16 or 32 bits.
        case("very large integers", row(-(2**16), -256, 1, 256, 2**16, 2**31, 2**32, dtype=np.int64)),
        # Their squares don't fit into 32 bits.
        case("very large 32-bit integers", row(1 - 2**31, -50000, 1, 2**16, 2**31 - 1, dtype=np.int32)),
        case("read-only", st.read_only(row(-1000, 8))),
    ],
    drawn=st.calls(st.arrays(st.shapes(1, 2, max_side=4), -4.0, 4.0).map(spread)),
    count=155,
)

any_array = Inputs(
    ladder=[
        case("0-d array", np.array(1.0)),
        case("0-d zero", np.array(0.0)),
        case("one row", row(1, 2).reshape(1, 2)),
        case("one column", row(1, 2).reshape(2, 1)),
        case("2×3", st.counting(2, 3, start=-2)),
        case("2×1×3", st.counting(2, 1, 3, start=-2)),
        case("1×2×3×2", st.counting(1, 2, 3, 2, start=-6)),
        case("integer 0", row(0, dtype=np.int64)),
        case("integer 1", row(1, dtype=np.int64)),
        case("integers", row(-2, 0, 2, dtype=np.int64)),
        case("integer matrix", row(-1, 1, 2, -2, dtype=np.int64).reshape(2, 2)),
        case("float32", row(1, dtype=np.float32)),
        case("float32 matrix", row(-2, 0, 1, 3, dtype=np.float32).reshape(2, 2)),
    ],
    edges=[
        case("no entries", row()),
        case("no rows of three entries", np.zeros((0, 3))),
        case("three rows of no entries", np.zeros((3, 0))),
        case("0-d integer", np.array(2)),
        case("0-d float32", np.array(-1, dtype=np.float32)),
        case("32-bit integers", row(-3, 0, 3, dtype=np.int32)),
        case("Fortran order", st.fortran(st.counting(2, 3, start=-3))),
        case("square in Fortran order", st.fortran(st.counting(3, 3, start=-3))),
        case("every second entry", st.strided(st.counting(3, 2, start=-3))),
        case("reversed view", st.reversed_view(st.counting(2, 3, start=-3))),
        case("transposed view", st.counting(2, 3, 2, start=-6).T),
        case("read-only", st.read_only(st.counting(2, 2, start=-2))),
        case("integers, reversed view", st.reversed_view(row(0, 1, 2, dtype=np.int64))),
        # Beyond every size that is drawn: what holds only for small arrays shows here.
        case("many entries", np.linspace(-6.0, 6.0, 45 * 55).reshape(45, 55)),
    ],
    drawn=st.one_of(
        st.calls(st.layouts(st.arrays(st.shapes(0, 4, max_side=3), -8.0, 8.0))),
        st.calls(st.layouts(st.arrays(st.shapes(0, 3, max_side=3), -8.0, 8.0, np.float32))),
        st.calls(st.layouts(st.arrays(st.shapes(0, 3, max_side=3), -9, 10, np.int64))),
    ),
    count=150,
)

mirrored = Inputs(
    ladder=[case("one", row(1)), case("three entries", row(1, 2, 3))],
    edges=[case("small and large", row(0.125, 5, 10))],
    drawn=st.calls(st.arrays(st.shapes(1, 2, max_side=4), 0.0, 9.0)),
    count=7,
)


@st.composite
def grids(draw: Any) -> Case:
    step = draw(st.sampled_from([0.125, 0.25, 0.5]))
    start = -40.0 - step * draw(st.whole(0, 9)) / 10
    return Case("drawn", (start, step, int(82 / step)))


whole_line = Inputs(
    ladder=[case("step 1/2", -40.0, 0.5, 161), case("step 1/4", -40.0, 0.25, 321)],
    drawn=grids(),
    count=6,
)

EXERCISE = Exercise(
    entry="sigmoid_derivative",
    oracle=tensorflow_sigmoid_derivative,
    scale=0.25,  # the derivative's largest value: where the expected answers are tiny, absolute accuracy counts
    checks=[
        POINTS,
        Matches("values", inputs=values, points=3),
        Matches("extreme", inputs=extreme, points=3),
        Matches("any shape and dtype", inputs=any_array, points=2),
        Holds(same_on_both_sides, inputs=mirrored, points=1),
        Holds(rises_by_one, inputs=whole_line, points=1),
    ],
    hints=[
        "Sketch the sigmoid: where is it steepest, and what is its slope far out on either side? Your answer has to "
        "show the same.",
        "Compute σ(x) once, in floating point and for the whole array, and build the derivative from that value alone.",
        "For very large |x| an exponential may overflow to infinity. 1/(1 + ∞) is 0 and harmless, ∞/∞ is nan. Use a "
        "form in which the exponential appears only below the line, or σ′(−x) = σ′(x).",
    ],
)
