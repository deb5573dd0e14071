from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.authoring.strategies import DrawFn
from grader.exercise import Case, Examples, Exercise, Gradients, Holds, Inputs, Matches, case, example
from grader.filling import fill

from .properties import brighter_images_change_nothing, every_upstream_value_arrives_once

Array = npt.NDArray[Any]


def tensorflow_gradient(x: Array, upstream: Array, size: int, stride: int) -> Array:
    """Return what TensorFlow hands back through its own max pool, which is exact in float64."""
    import tensorflow as tf

    pixels = tf.constant(np.array(x, np.float64))
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        y = tf.nn.max_pool2d(pixels, size, stride, "VALID")
    dx: Array = tape.gradient(y, pixels, output_gradients=tf.constant(np.array(upstream, np.float64))).numpy()
    return dx


def pooled_sum(x: Array, upstream: Array, size: int, stride: int) -> float:
    """Return Σ upstream·maxpool(x), whose gradient by x is the answer."""
    return sum(
        float(upstream[i, r, s, k])
        * float(x[i, r * stride : r * stride + size, s * stride : s * stride + size, k].max())
        for i, r, s, k in np.ndindex(upstream.shape)
    )


def largest_upstream(_x: Array, upstream: Array, *_: Any, **__: Any) -> float:
    return float(np.max(np.abs(np.asarray(upstream, np.float64)), initial=0.0))


def image(*rows: list[float]) -> Array:
    """Return one image of one channel."""
    return np.array(rows, np.float64)[None, :, :, None]


def distinct(values: Array) -> Array:
    """Return different multiples of a quarter around 0, in the order of these values: no window has a tie."""
    ranks = np.argsort(np.argsort(values, axis=None)).reshape(values.shape)
    return (ranks - values.size // 2) / 4


def output_side(side: int, size: int, stride: int) -> int:
    return (side - size) // stride + 1


# Largest pixels in all four places of the windows, and no two pixels alike.
FOUR_PLACES = image([8.0, 1.0, 2.0, 7.0], [3.0, 4.0, 5.0, 6.0], [-1.0, -2.0, -3.0, -4.0], [0.0, 9.0, 11.0, 10.0])
CHANNELS = np.array([[[[1.0, 8.0], [4.0, 5.0]], [[2.0, 6.0], [3.0, 7.0]]]])
IMAGES = np.concatenate([image([1.0, 4.0], [2.0, 3.0]), image([5.0, 6.0], [8.0, 7.0])])
ALL_DIFFERENT = distinct(np.sin(np.arange(2 * 5 * 7 * 3) ** 2.0).reshape(2, 5, 7, 3))
UPSTREAM_1_2_3_4 = image([1.0, 2.0], [3.0, 4.0])
TWO_BYTES = np.array([200, 100], np.uint8).reshape(1, 1, 2, 1)
# Beyond every size that is drawn, with all sides different: what holds only for small arrays shows here.
LARGE = distinct(fill(1, (4, 11, 10, 6)))
LARGE_TIED = fill(2, (4, 11, 10, 6), -1, 2, np.int64).astype(np.float64)
ONE_LARGE, ONE_TIED = LARGE[:1, :, :, :1], LARGE_TIED[:1, :, :, :1]


def upstream_for(x: Array, size: int, stride: int) -> Array:
    """Return different values of both signs, as many as there are windows."""
    n, h, w, c = x.shape
    shape = (n, output_side(h, size, stride), output_side(w, size, stride), c)
    values = st.counting(*shape, start=2)
    return np.where(values % 3 == 1, -values, values)


def rung(name: str, x: Array, size: int, stride: int) -> Case:
    return case(name, x, upstream_for(x, size, stride), size, stride)


def layouts_of(x: Array, upstream: Array, size: int, stride: int) -> list[Case]:
    """Return the same call with both arrays in every memory layout."""
    return [
        case("Fortran order", st.fortran(x), st.fortran(upstream), size, stride),
        case("every second entry", st.strided(x), st.strided(upstream), size, stride),
        case("reversed views", st.reversed_view(x), st.reversed_view(upstream), size, stride),
        case("read-only", st.read_only(x), st.read_only(upstream), size, stride),
    ]


def kinds_of(x: Array, upstream: Array, size: int, stride: int) -> list[Case]:
    """Return the same call with the arrays in other kinds of numbers, of which each may be the wider one."""
    fractions = upstream + 0.3
    return [
        case("float64 pixels, float32 upstream", x, fractions.astype(np.float32), size, stride),
        case("float32 pixels, float64 upstream", x.astype(np.float32), 1000 * fractions, size, stride),
        case("integer pixels, float32 upstream", x.astype(int), fractions.astype(np.float32), size, stride),
        case("bytes, upstream of both signs", (x + 240).astype(np.uint8), fractions, size, stride),
        case("bytes above", x, np.abs(upstream).astype(np.uint8), size, stride),
        case("8 bits with sign", x.astype(np.int8), fractions, size, stride),
        case("16 bits", x.astype(np.int16), fractions, size, stride),
        case("32 bits", x.astype(np.int32), fractions, size, stride),
    ]


@st.composite
def drawn(draw: DrawFn, sizes: tuple[int, int], strides: tuple[int, int], tied: bool = False) -> Case:
    """Draw images that some windows fit into, strides counted from the window's size."""
    size = draw(st.whole(*sizes))
    stride = max(size + draw(st.whole(*strides)), 1)
    shape = (draw(st.whole(1, 2)), size + draw(st.whole(0, 4)), size + draw(st.whole(0, 4)), draw(st.whole(1, 3)))
    pixels: Array = draw(st.arrays(shape, -1, 2, np.int64)) if tied else 4 * distinct(draw(st.arrays(shape)))
    kind = draw(st.sampled_from(["float64", "float64", "float64", "float64", "float32", "int64"]))
    x = draw(st.layouts(st.just(pixels.astype(kind))))
    above = (shape[0], output_side(shape[1], size, stride), output_side(shape[2], size, stride), shape[3])
    upstream = draw(st.layouts(st.arrays(above, dtype="float32" if kind == "float32" else "float64")))
    return case("drawn", x, upstream, size, stride)


@st.composite
def plain(draw: DrawFn) -> tuple[Array, Array, int, int]:
    """Draw the arguments of a float64 call without ties, windows apart or overlapping."""
    size, stride = draw(st.whole(2, 3)), draw(st.whole(1, 3))
    shape = (draw(st.whole(1, 2)), size + draw(st.whole(0, 2)), size + draw(st.whole(0, 2)), draw(st.whole(1, 2)))
    x = distinct(draw(st.arrays(shape)))
    above = (shape[0], output_side(shape[1], size, stride), output_side(shape[2], size, stride), shape[3])
    return x, draw(st.arrays(above)), size, stride


@st.composite
def called(draw: DrawFn) -> Case:
    return Case("drawn", draw(plain()))


@st.composite
def brightened(draw: DrawFn) -> Case:
    return Case("drawn", (*draw(plain()), draw(st.sampled_from([-64.0, -1.5, 3.25, 64.0]))))


WINDOWS = Inputs(
    ladder=[
        rung("one pixel", image([5.0]), 1, 1),
        rung("one window, the last pixel largest", image([1.0, 2.0], [3.0, 4.0]), 2, 2),
        rung("the first pixel largest", image([4.0, 1.0], [2.0, 3.0]), 2, 2),
        rung("upper right pixel largest", image([1.0, 4.0], [2.0, 3.0]), 2, 2),
        rung("lower left pixel largest", image([1.0, 3.0], [4.0, 2.0]), 2, 2),
        rung("all pixels negative", image([-2.0, -1.0], [-4.0, -3.0]), 2, 2),
        rung("no pixel positive", image([-2.0, -1.0], [0.0, -3.0]), 2, 2),
        rung("one pixel far below zero", image([-9.0, 1.0], [3.0, 2.0]), 2, 2),
        rung("two windows side by side", image([1.0, 4.0, 7.0, 6.0], [2.0, 3.0, 5.0, 8.0]), 2, 2),
        rung("two windows below each other", image([1.0, 4.0], [2.0, 3.0], [7.0, 6.0], [5.0, 8.0]), 2, 2),
        rung("size 1", image([1.0, 3.0], [4.0, 2.0]), 1, 1),
        rung("two channels", CHANNELS, 2, 2),
        rung("two images", IMAGES, 2, 2),
        rung("three images", distinct(np.sin(np.arange(12.0) ** 2)).reshape(3, 2, 2, 1), 2, 2),
        rung("four windows", FOUR_PLACES, 2, 2),
        rung("the last column left out", image([1.0, 2.0, 9.0], [4.0, 3.0, 8.0]), 2, 2),
        rung("the last row left out", image([1.0, 2.0], [4.0, 3.0], [9.0, 8.0]), 2, 2),
        rung("size 1, stride 2", image([1.0, 9.0, 2.0], [8.0, 7.0, 6.0], [3.0, 5.0, 4.0]), 1, 2),
        rung("stride above the size", distinct(np.cos(np.arange(25.0) ** 2)).reshape(1, 5, 5, 1), 2, 3),
        rung("size 3", image([1.0, 2.0, 3.0], [4.0, 5.0, 9.0], [8.0, 7.0, 6.0]), 3, 3),
        rung("size 4", distinct(np.cos(np.arange(32.0) ** 2)).reshape(1, 4, 8, 1), 4, 4),
        rung("batch, sides and channels all 2", distinct(np.sin(np.arange(16.0) ** 2)).reshape(2, 2, 2, 2), 2, 2),
        rung("all sides different", ALL_DIFFERENT, 2, 2),
    ],
    edges=[
        case("upstream zero", image([1.0, 4.0], [2.0, 3.0]), np.zeros((1, 1, 1, 1)), 2, 2),
        case("tiny upstream", FOUR_PLACES, 1e-30 * UPSTREAM_1_2_3_4, 2, 2),
        case("huge pixels", 1e300 * image([-1.0, 0.5], [1.0, -0.5]), image([2.5]), 2, 2),
        case("all pixels far below zero", 1e300 * image([-4.0, -1.0], [-2.0, -3.0]), image([2.5]), 2, 2),
        case("pixels close together", image([1.0, 1.0 + 2.0**-40], [1.0 - 2.0**-40, 0.0]), image([2.5]), 2, 2),
        case("neighbouring numbers", image([1.0, 1.0 + 2.0**-52], [1.0 - 2.0**-53, 0.0]), image([2.5]), 2, 2),
        case("huge upstream", FOUR_PLACES, 1e30 * UPSTREAM_1_2_3_4, 2, 2),
        case("the same upstream everywhere", FOUR_PLACES, np.full((1, 2, 2, 1), 2.5), 2, 2),
        case("integer pixels", np.array([[[[1], [4]], [[2], [3]]]]), image([2.5]), 2, 2),
        case("integer pixels, four windows", FOUR_PLACES.astype(int), UPSTREAM_1_2_3_4 / 8, 2, 2),
        case("integer pixels, size 1", np.array([[[[1], [4]], [[2], [3]]]]), UPSTREAM_1_2_3_4 / 4, 1, 1),
        case("integer upstream", FOUR_PLACES / 4, UPSTREAM_1_2_3_4.astype(int), 2, 2),
        case(
            "integer upstream, fractions in the pixels", image([1.0, 1.25], [1.5, 1.75]), np.full((1, 1, 1, 1), 3), 2, 2
        ),
        case("integers", FOUR_PLACES.astype(int), UPSTREAM_1_2_3_4.astype(int), 2, 2),
        case("bytes, as images come", (FOUR_PLACES + 240).astype(np.uint8), UPSTREAM_1_2_3_4 / 8, 2, 2),
        case("bytes from 0 to above 127", np.array([[[[50], [0]], [[200], [120]]]], np.uint8), image([2.5]), 2, 2),
        case("large integers, close together", 2**30 + FOUR_PLACES.astype(int), UPSTREAM_1_2_3_4 / 8, 2, 2),
        case("large integer upstream", FOUR_PLACES / 4, 100001 * UPSTREAM_1_2_3_4.astype(int), 2, 2),
        case("integer upstream of both signs", FOUR_PLACES / 4, np.array([-2, 1, 3, -4]).reshape(1, 2, 2, 1), 2, 2),
        *kinds_of(FOUR_PLACES, UPSTREAM_1_2_3_4 * np.array([-50.0, 60.0]).reshape(1, 1, 2, 1), 2, 2),
        rung("large", LARGE, 3, 3),
        rung("size 5", ONE_LARGE, 5, 5),
        rung("size 7", ONE_LARGE, 7, 7),
        rung("size 2, stride 7", ONE_LARGE, 2, 7),
        rung("size 1, stride 8", ONE_LARGE, 1, 8),
        case("float32", FOUR_PLACES.astype(np.float32), (UPSTREAM_1_2_3_4 / 10).astype(np.float32), 2, 2),
        *layouts_of(ALL_DIFFERENT, upstream_for(ALL_DIFFERENT, 2, 2) / 8, 2, 2),
        case("no images", np.zeros((0, 4, 5, 2)), np.zeros((0, 2, 2, 2)), 2, 2),
    ],
    drawn=drawn((1, 3), (0, 2)),
    count=155,
)

OVERLAPS = Inputs(
    ladder=[
        rung("largest pixel in both of two windows", image([1.0, 6.0, 2.0], [3.0, 4.0, 5.0]), 2, 1),
        rung("largest pixel in two windows, one below the other", image([1.0, 2.0], [6.0, 3.0], [4.0, 5.0]), 2, 1),
        rung("largest pixels apart", image([6.0, 1.0, 2.0], [3.0, 4.0, 5.0]), 2, 1),
        rung("largest pixels apart, below each other", image([6.0, 1.0], [3.0, 4.0], [2.0, 5.0]), 2, 1),
        rung("largest pixel in four windows", image([1.0, 2.0, 3.0], [4.0, 9.0, 5.0], [6.0, 7.0, 8.0]), 2, 1),
        rung("all pixels negative", image([-4.0, -2.0, -3.0], [-6.0, -5.0, -1.0]), 2, 1),
        rung("two channels", distinct(np.sin(np.arange(12.0) ** 2)).reshape(1, 2, 3, 2), 2, 1),
        rung("two images", distinct(np.sin(np.arange(12.0) ** 2)).reshape(2, 2, 3, 1), 2, 1),
        rung("size 3, stride 2", distinct(np.cos(np.arange(25.0) ** 2)).reshape(1, 5, 5, 1), 3, 2),
        rung("size 3, stride 2, the rest left out", distinct(np.cos(np.arange(48.0) ** 2)).reshape(1, 6, 8, 1), 3, 2),
        rung("size 3, stride 1", distinct(np.cos(np.arange(20.0) ** 2)).reshape(1, 4, 5, 1), 3, 1),
        rung("size 4, stride 3", distinct(np.cos(np.arange(49.0) ** 2)).reshape(1, 7, 7, 1), 4, 3),
        rung("all sides different", ALL_DIFFERENT, 3, 2),
    ],
    edges=[
        rung("large", LARGE, 3, 2),
        rung("size 7, stride 1", ONE_LARGE, 7, 1),
        rung("size 6, stride 2", ONE_LARGE, 6, 2),
        rung("a thousand windows", distinct(fill(3, (1, 34, 32, 1))), 2, 1),
        rung("falling pixels", image([9.0, 8.0, 7.0], [6.0, 5.0, 4.0], [3.0, 2.0, 1.0]), 2, 1),
        case("bytes above, with a sum beyond 255", image([1.0, 6.0, 2.0], [3.0, 4.0, 5.0]), TWO_BYTES, 2, 1),
        case("upstream cancels", image([1.0, 6.0, 2.0], [3.0, 4.0, 5.0]), image([2.0, -2.0]), 2, 1),
        case("integer pixels", np.arange(9).reshape(1, 3, 3, 1) % 5, UPSTREAM_1_2_3_4 / 8, 2, 1),
        case("float32", FOUR_PLACES.astype(np.float32), st.counting(1, 3, 3, 1).astype(np.float32) / 10, 2, 1),
        *layouts_of(ALL_DIFFERENT, upstream_for(ALL_DIFFERENT, 3, 1) / 8, 3, 1),
        case("no images", np.zeros((0, 3, 4, 2)), np.zeros((0, 2, 3, 2)), 2, 1),
    ],
    drawn=drawn((2, 4), (-3, -1)),
    count=155,
)

TIES = Inputs(
    ladder=[
        rung("two in a row", image([3.0, 3.0], [1.0, 2.0]), 2, 2),
        rung("two in a column", image([1.0, 3.0], [2.0, 3.0]), 2, 2),
        rung("two on a diagonal", image([3.0, 1.0], [2.0, 3.0]), 2, 2),
        rung("upper right and lower left", image([1.0, 3.0], [3.0, 2.0]), 2, 2),
        rung("three of four", image([1.0, 3.0], [3.0, 3.0]), 2, 2),
        rung("all alike", image([3.0, 3.0], [3.0, 3.0]), 2, 2),
        rung("all zero", image([0.0, 0.0], [0.0, 0.0]), 2, 2),
        rung("negative zero first", image([-0.0, 0.0], [-1.0, 0.0]), 2, 2),
        rung("negative ones", image([-3.0, -1.0], [-1.0, -2.0]), 2, 2),
        rung("1 and −1", image([-1.0, 1.0], [1.0, 0.0]), 2, 2),
        rung("in one of two channels", np.array([[[[1.0, 2.0], [3.0, 4.0]], [[3.0, 5.0], [2.0, 1.0]]]]), 2, 2),
        rung("in windows that overlap", image([1.0, 2.0, 2.0], [2.0, 1.0, 0.0]), 2, 1),
        rung("all alike, windows overlap", np.ones((1, 3, 3, 1)), 2, 1),
        rung("size 3", image([1.0, 2.0, 5.0], [5.0, 4.0, 0.0], [3.0, 5.0, 5.0]), 3, 3),
        rung("after a relu", np.maximum(ALL_DIFFERENT, 0.0), 2, 2),
    ],
    edges=[
        rung("integer pixels", np.ones((1, 2, 2, 1), int), 2, 2),
        rung("negative zero last", image([0.0, -0.0], [-1.0, -0.0]), 2, 2),
        rung("all alike, size 3", np.ones((1, 3, 3, 1)), 3, 3),
        rung("huge ones", 1e300 * image([0.5, 1.0], [1.0, 1.0]), 2, 2),
        rung("huge negative ones", 1e300 * image([-1.0, -0.5], [-0.5, -0.5]), 2, 2),
        *[
            rung(f"{name}, the least one among them", np.array([low, 3, 3, 3], kind).reshape(1, 2, 2, 1), 2, 2)
            for name, kind, low in (("bytes", "u1", 0), ("8 bits", "i1", -(2**7)), ("32 bits", "i4", -(2**31)))
        ],
        rung("8 bits, only the least one", np.full((1, 2, 2, 1), -128, np.int8), 2, 2),
        rung("large", LARGE_TIED, 4, 3),
        rung("size 6", ONE_TIED, 6, 4),
        rung("float32", np.array([0.1, 0.3, 0.3, 0.2], np.float32).reshape(1, 2, 2, 1), 2, 2),
        *layouts_of(np.maximum(ALL_DIFFERENT, 1.0), upstream_for(ALL_DIFFERENT, 3, 2) / 8, 3, 2),
    ],
    drawn=drawn((2, 3), (-1, 1), tied=True),
    count=150,
)

EXERCISE = Exercise(
    entry="max_pool2d_backward",
    oracle=tensorflow_gradient,
    scale=largest_upstream,
    checks=[
        Examples(
            example(
                "four windows",
                image([0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 2.0], [0.0, 0.0, 0.0, 0.0], [0.0, 3.0, 0.0, 4.0]),
                st.counting(1, 4, 4, 1),
                UPSTREAM_1_2_3_4,
                2,
                2,
            ),
            example("ties", image([0.0, 1.0], [0.0, 0.0]), image([1.0, 3.0], [3.0, 3.0]), image([1.0]), 2, 2),
        ),
        Matches("windows", inputs=WINDOWS, points=1),
        Matches("overlaps", inputs=OVERLAPS, points=1),
        Matches("ties", inputs=TIES, points=1),
        Gradients(
            "numeric derivatives",
            forward=pooled_sum,
            by=("x",),
            inputs=Inputs(
                ladder=[
                    rung("one window", image([1.0, 4.0], [2.0, 3.0]), 2, 2),
                    rung("windows overlap", image([1.0, 6.0, 2.0], [3.0, 4.0, 5.0]), 2, 1),
                    rung("all sides different", ALL_DIFFERENT, 3, 2),
                ],
                drawn=called(),
                count=10,
            ),
            points=1,
        ),
        Holds(
            every_upstream_value_arrives_once,
            inputs=Inputs(
                ladder=[
                    rung("one window", image([1.0, 4.0], [2.0, 3.0]), 2, 2),
                    rung("ties", np.ones((1, 2, 2, 1)), 2, 2),
                    rung("all sides different", ALL_DIFFERENT, 3, 2),
                ],
                drawn=called(),
                count=8,
            ),
            points=0.5,
        ),
        Holds(
            brighter_images_change_nothing,
            inputs=Inputs(
                ladder=[
                    case("pixels get negative", image([1.0, 4.0], [2.0, 3.0]), image([2.0]), 2, 2, -8.0),
                    case("two windows overlap", image([1.0, 6.0, 2.0], [3.0, 4.0, 5.0]), image([2.0, 5.0]), 2, 1, 1.5),
                ],
                drawn=brightened(),
                count=8,
            ),
            points=0.5,
        ),
    ],
    hints=[
        "The forward pool copies one pixel of each window. Which one? What happens to the output if you change it a "
        "little, and what if you change one of the others?",
        "Go over the windows as the forward pool does, find the place of the largest pixel in each, and turn that "
        "place into a place of the whole image. Look at one window with two equal pixels by hand.",
        "argmax of a flattened window gives the first largest one as a single number; its row and column follow by "
        "division by the window's width. Add the upstream value there: a pixel can win in several windows.",
    ],
)
