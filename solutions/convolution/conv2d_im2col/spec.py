from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Filled, Holds, Inputs, Matches, Raises, Timed, case, example
from grader.filling import fill

from .properties import linear_in_kernel, moves_with_image

Array = npt.NDArray[Any]


def tensorflow_conv2d(
    x: Array, w: Array, b: Array | None = None, stride: int = 1, padding: str | int = "valid"
) -> Array:
    import tensorflow as tf

    images, kernels = (tf.constant(np.array(a, np.float64)) for a in (x, w))
    if isinstance(padding, str):
        y = tf.nn.conv2d(images, kernels, stride, padding.upper())
    else:
        around = [[0, 0], [padding, padding], [padding, padding], [0, 0]]
        y = tf.nn.conv2d(tf.pad(images, around), kernels, stride, "VALID")
    if b is not None:
        y = tf.nn.bias_add(y, tf.constant(np.array(b, np.float64)))
    answer: Array = y.numpy()
    return answer


def unit_scale(x: Array, w: Array, *_: Any, **__: Any) -> float:
    """The largest product of a pixel and a weight: where products cancel, their rounding errors stay."""
    pixel = np.max(np.abs(x.astype(np.float64)), initial=0.0)
    weight = np.max(np.abs(w.astype(np.float64)), initial=0.0)
    return float(pixel * weight)


DIAGONAL_KERNEL = example(
    "diagonal kernel",
    np.array([[24.0, 27, 30], [39, 42, 45], [54, 57, 60]]).reshape(1, 3, 3, 1),
    np.arange(25.0).reshape(1, 5, 5, 1),
    np.array([[1.0, 0, 0], [0, 0, 0], [0, 0, 2]]).reshape(3, 3, 1, 1),
)

# The reference needs 0.45 ms on one core. Filling the matrix in a loop over windows takes 3 times as long, multiplying
# in that loop 15 times, and loops over single numbers 1,000 times.
RESNET_BLOCK = case("resnet block", Filled((1, 28, 28, 32)), Filled((3, 3, 32, 32)), padding="same")

BEYOND_FLOAT32 = 2.0**24 + 1  # the first integer that float32 can't hold


def ones(*shape: int) -> Array:
    return np.ones(shape)


def layouts_of(x: Array, w: Array, *args: Any, **kwargs: Any) -> list[Case]:
    """Return the same call with images and kernels in every memory layout."""
    return [
        case("Fortran order", st.fortran(x), st.fortran(w), *args, **kwargs),
        case("every second entry", st.strided(x), st.strided(w), *args, **kwargs),
        case("reversed view", st.reversed_view(x), st.reversed_view(w), *args, **kwargs),
        case("read-only", st.read_only(x), st.read_only(w), *args, **kwargs),
    ]


# Beyond every size that is drawn, with all sides different: what holds only for small arrays shows here.
IMAGES = fill(1, (5, 12, 10, 6), -2.0, 2.0)
KERNELS = fill(2, (5, 6, 6, 7), -2.0, 2.0)
BIASES = fill(3, (7,), -2.0, 2.0)

BIASES_LAID_OUT = [("spread out", st.strided(BIASES)), ("reversed", st.reversed_view(BIASES))]


def float32_alone(index: int) -> tuple[Array, ...]:
    """Return arguments of float64, but for one."""
    args = st.counting(1, 2, 3, 1) / 4, st.counting(2, 2, 1, 2) / 4, np.array([0.5, -0.25])
    return tuple(value.astype(np.float32) if i == index else value for i, value in enumerate(args))


ANY_DTYPE = ["float64", "float64", "float64", "float64", "float32", "int64"]
NO_FLOAT32 = ["float64", "float64", "int64"]  # laws compare two answers more closely than float32 can tell


@st.composite
def calls(draw: Any, /, least: Any, kernel: Any, extra: int = 4, dtypes: Any = ANY_DTYPE, **options: Any) -> Case:
    """Draw a kernel, images of at least `least(side of the kernel)` pixels, perhaps a bias, and the options."""
    kh, kw = draw(kernel), draw(kernel)
    height, width = (least(side) + draw(st.whole(0, extra)) for side in (kh, kw))
    c_in, c_out = draw(st.whole(1, 3)), draw(st.whole(1, 3))
    dtype = draw(st.sampled_from(dtypes))
    x = draw(st.layouts(st.arrays((draw(st.whole(1, 2)), height, width, c_in), -3.0, 4.0, dtype)))
    # Integer images meet kernels with fractions half of the time.
    w_dtype = draw(st.sampled_from(["int64", "float64"])) if dtype == "int64" else dtype
    w = draw(st.layouts(st.arrays((kh, kw, c_in, c_out), -3.0, 4.0, w_dtype)))
    bias = [draw(st.arrays((c_out,), -3.0, 4.0, w_dtype))] if draw(st.booleans()) else []
    return case("drawn", x, w, *bias, **draw(st.options(**options)))


def whole_kernel(kernel: int) -> int:
    return kernel


def one_more(kernel: int) -> int:
    return kernel + 1


def any_size(_: int) -> int:
    return 1


def fits_with_padding(padding: int, kernel: int) -> int:
    return max(kernel - 2 * padding, 1)


@st.composite
def drawn_strides(draw: Any) -> Case:
    drawn: Case = draw(calls(whole_kernel, st.whole(1, 3)))
    return case("drawn", *drawn.args, stride=draw(st.whole(2, 4)))


@st.composite
def drawn_paddings(draw: Any) -> Case:
    padding = draw(st.whole(1, 2))
    least = partial(fits_with_padding, padding)
    drawn: Case = draw(calls(least, st.whole(1, 4), stride=st.whole(1, 3)))
    return case("drawn", *drawn.args, **drawn.kwargs, padding=padding)


@st.composite
def drawn_same(draw: Any) -> Case:
    drawn: Case = draw(calls(any_size, st.whole(1, 4), extra=5, stride=st.whole(1, 3)))
    return case("drawn", *drawn.args, **drawn.kwargs, padding="same")


@st.composite
def scaled(draw: Any) -> Case:
    drawn: Case = draw(calls(whole_kernel, st.whole(1, 3), dtypes=NO_FLOAT32))
    return case("drawn", *drawn.args[:2], draw(st.sampled_from([-2.0, -0.5, 0.25, 3.0])))


@st.composite
def shifted(draw: Any) -> Case:
    drawn: Case = draw(calls(one_more, st.whole(1, 3), dtypes=NO_FLOAT32))
    return case("drawn", *drawn.args[:2])


VALID = Inputs(
    ladder=[
        case("one pixel, kernel 1", st.counting(1, 1, 1, 1, start=3), 2 * ones(1, 1, 1, 1)),
        case("one pixel below zero", -st.counting(1, 1, 1, 1, start=3), 2 * ones(1, 1, 1, 1)),
        case("one pixel, bias 5", st.counting(1, 1, 1, 1, start=3), 2 * ones(1, 1, 1, 1), np.array([5.0])),
        case("one pixel, two channels in", st.counting(1, 1, 1, 2), st.counting(1, 1, 2, 1, start=3)),
        case("one pixel, two channels out", st.counting(1, 1, 1, 1, start=3), st.counting(1, 1, 1, 2)),
        case(
            "one pixel, two channels out, biases 0 and 7",
            st.counting(1, 1, 1, 1, start=3),
            st.counting(1, 1, 1, 2),
            np.array([0.0, 7]),
        ),
        case("one pixel, two channels in and out", st.counting(1, 1, 1, 2), st.counting(1, 1, 2, 2)),
        case("two images of one pixel", st.counting(2, 1, 1, 1), ones(1, 1, 1, 1)),
        case("one row of two pixels, kernel 1", st.counting(1, 1, 2, 1), ones(1, 1, 1, 1)),
        case("2×2 pixels, kernel 1", st.counting(1, 2, 2, 1), ones(1, 1, 1, 1)),
        case("one window of 1×2", st.counting(1, 1, 2, 1), st.counting(1, 2, 1, 1)),
        case("one window of 2×1", st.counting(1, 2, 1, 1), st.counting(2, 1, 1, 1)),
        case("one window of 1×2, bias 5", st.counting(1, 1, 2, 1), st.counting(1, 2, 1, 1), np.array([5.0])),
        case("one window of 1×2, weights 1 and −1", st.counting(1, 1, 2, 1), np.array([1.0, -1]).reshape(1, 2, 1, 1)),
        case("one window of 2×2", st.counting(1, 2, 2, 1), st.counting(2, 2, 1, 1)),
        case("one window of 1×2, two channels in", st.counting(1, 1, 2, 2), st.counting(1, 2, 2, 1)),
        case("one window of 2×1, two channels out", st.counting(1, 2, 1, 1), st.counting(2, 1, 1, 2)),
        case("two images of two pixels", st.counting(2, 1, 2, 1), ones(1, 1, 1, 1)),
        case("windows overlap", st.counting(1, 1, 3, 1), st.counting(1, 2, 1, 1)),
        case("image wider than high", st.counting(1, 2, 3, 1), st.counting(2, 2, 1, 1)),
        case("image higher than wide", st.counting(1, 3, 2, 1), st.counting(2, 2, 1, 1)),
        case("kernel wider than high", st.counting(1, 3, 3, 1), st.counting(1, 2, 1, 1)),
        case("kernel higher than wide", st.counting(1, 3, 3, 1), st.counting(3, 2, 1, 1)),
        case("kernel 4", st.counting(1, 5, 5, 1), st.counting(4, 4, 1, 1)),
        case("batch, sides, channels and kernel all 2", st.counting(2, 2, 2, 2), st.counting(2, 2, 2, 2)),
        case("batch, sides, channels and kernel all 3", st.counting(3, 3, 3, 3), st.counting(3, 3, 3, 3)),
        case(
            "all sides different",
            st.counting(2, 4, 6, 3),
            st.counting(2, 3, 3, 4),
            st.counting(4),
        ),
    ],
    edges=[
        case("image of integers, a half in the kernel", np.full((1, 1, 1, 1), 3), ones(1, 1, 1, 1) / 2),
        case("image of integers, halves in the kernel", np.arange(6).reshape(1, 2, 3, 1), ones(1, 2, 1, 1) / 2),
        case(
            "image and kernel of integers, a half in the bias",
            np.full((1, 1, 1, 1), 3),
            np.full((1, 1, 1, 1), 2),
            np.array([0.5]),
        ),
        case("kernel of integers, halves in the image", np.arange(6).reshape(1, 2, 3, 1) / 2, np.full((1, 2, 1, 1), 3)),
        case(
            "kernel and bias of integers, a quarter in the image",
            np.full((1, 1, 1, 1), 0.25),
            np.full((1, 1, 1, 1), 3),
            np.array([5]),
        ),
        case("bias of integers, halves elsewhere", ones(1, 1, 1, 1) / 2, ones(1, 1, 1, 1) / 2, np.array([5])),
        case("all integers", np.arange(6).reshape(1, 2, 3, 1), np.arange(1, 3).reshape(1, 2, 1, 1), np.array([5])),
        case("kernel of bytes", ones(1, 2, 2, 1) / 4, np.full((2, 2, 1, 1), 255, np.uint8)),
        case("sums of integers beyond 16 bits", np.full((1, 1, 2, 1), 300), np.full((1, 2, 1, 1), 400)),
        case("kernel of zeros, bias 5", st.counting(1, 2, 2, 1), np.zeros((1, 2, 1, 2)), np.array([5.0, -2])),
        *[case(f"float32 {name} alone", *float32_alone(i)) for i, name in enumerate(("image", "kernel", "bias"))],
        *[case(f"{name} biases", IMAGES[:1], KERNELS, biases) for name, biases in BIASES_LAID_OUT],
        case("image of bytes", np.full((1, 2, 2, 1), 255, np.uint8), ones(2, 2, 1, 1) / 4),
        case("a pixel that float32 can't hold", np.full((1, 1, 1, 1), BEYOND_FLOAT32), ones(1, 1, 1, 1)),
        case("a weight that float32 can't hold", st.counting(1, 1, 1, 1, start=3), ones(1, 1, 1, 1) / 3),
        case("a bias that float32 can't hold", ones(1, 1, 1, 1), ones(1, 1, 1, 1), np.array([BEYOND_FLOAT32])),
        case(
            "float32",
            st.counting(1, 3, 3, 2).astype(np.float32) / 4,
            st.counting(2, 2, 2, 1).astype(np.float32),
            np.array([0.5], np.float32),
        ),
        case("zeros, biases alone, of sum 0", np.zeros((1, 2, 2, 1)), st.counting(2, 1, 1, 2), np.array([3.0, -3])),
        case("negative zero", -np.zeros((1, 2, 2, 1)), st.counting(2, 2, 1, 1)),
        case("products that cancel", ones(1, 2, 2, 1), np.array([[1.0, -1], [-1, 1]]).reshape(2, 2, 1, 1)),
        case("huge pixels", 1e100 * st.counting(1, 2, 3, 1), 1e100 * st.counting(2, 2, 1, 1)),
        case("tiny pixels", 1e-30 * st.counting(1, 2, 3, 1), 1e-30 * st.counting(2, 2, 1, 1)),
        *layouts_of(st.counting(2, 3, 4, 2), st.counting(2, 3, 2, 3), st.read_only(st.counting(3))),
        case("no images", np.zeros((0, 1, 1, 1)), ones(1, 1, 1, 1)),
        case("no images, one window each", np.zeros((0, 2, 3, 2)), st.counting(2, 3, 2, 3)),
        case("no images, biases", np.zeros((0, 3, 4, 1)), st.counting(2, 2, 1, 3), st.counting(3)),
        case("large", IMAGES, KERNELS, BIASES),
        case("forty images", fill(4, (40, 2, 2, 1)), fill(5, (2, 2, 1, 1))),
        case("forty channels in and out", fill(6, (1, 2, 2, 40)), fill(7, (1, 2, 40, 40)), fill(8, (40,))),
        case("a row of a hundred pixels", fill(9, (1, 1, 100, 1)), fill(10, (1, 20, 1, 1))),
        case("a column of a hundred pixels", fill(9, (1, 100, 1, 1)), fill(10, (20, 1, 1, 1))),
        case("defaults, given", st.counting(1, 2, 3, 1), st.counting(2, 2, 1, 1), None, 1, "valid"),
        case("bias by name", st.counting(1, 2, 2, 1), st.counting(1, 2, 1, 1), b=np.array([5.0])),
    ],
    drawn=calls(whole_kernel, st.whole(1, 4), stride=st.just(1), padding=st.just("valid")),
    count=125,
)

STRIDES = Inputs(
    ladder=[
        case("three pixels in a row, stride 2", st.counting(1, 1, 3, 1), ones(1, 1, 1, 1), stride=2),
        case("three pixels in a column, stride 2", st.counting(1, 3, 1, 1), ones(1, 1, 1, 1), stride=2),
        case("four pixels in a row, the last left out", st.counting(1, 1, 4, 1), ones(1, 1, 1, 1), stride=2),
        case("no second whole window in the row", st.counting(1, 1, 4, 1), ones(1, 3, 1, 1), stride=2),
        case("no second whole window in the column", st.counting(1, 4, 1, 1), ones(3, 1, 1, 1), stride=2),
        case("windows side by side", st.counting(1, 4, 4, 1), st.counting(2, 2, 1, 1), stride=2),
        case("windows overlap", st.counting(1, 5, 5, 1), st.counting(3, 3, 1, 1), stride=2),
        case("stride above the kernel", st.counting(1, 5, 5, 1), st.counting(2, 2, 1, 1), stride=3),
        case("stride above the image", st.counting(1, 3, 3, 1), st.counting(2, 2, 1, 1), stride=5),
        case("two channels in and out", st.counting(1, 3, 5, 2), st.counting(1, 1, 2, 2), stride=2),
        case("two images", st.counting(2, 3, 5, 1), st.counting(1, 2, 1, 1), stride=2),
        case("bias", st.counting(1, 1, 3, 1), ones(1, 1, 1, 1), np.array([5.0]), stride=2),
        case("all sides different", st.counting(2, 5, 8, 3), st.counting(3, 2, 3, 4), st.counting(4), stride=2),
    ],
    edges=[
        case("by position", st.counting(1, 4, 7, 1), st.counting(2, 2, 1, 1), None, 3),
        case("integers", np.arange(15).reshape(1, 3, 5, 1), ones(1, 1, 1, 1) / 2, stride=2),
        case(
            "float32",
            st.counting(1, 3, 5, 1).astype(np.float32) / 4,
            st.counting(2, 2, 1, 1).astype(np.float32),
            stride=2,
        ),
        *layouts_of(st.counting(2, 3, 4, 2), st.counting(2, 1, 2, 3), stride=2),
        case("large", IMAGES, KERNELS, BIASES, stride=3),
        case("large, stride 6", fill(4, (3, 27, 20, 2)), fill(5, (3, 2, 2, 3)), stride=6),
        case("no images", np.zeros((0, 3, 6, 2)), st.counting(2, 2, 2, 3), stride=2),
    ],
    drawn=drawn_strides(),
    count=105,
)

PADDINGS = Inputs(
    ladder=[
        case("one pixel among eight zeros", st.counting(1, 1, 1, 1, start=3), ones(1, 1, 1, 1), padding=1),
        case("one pixel in a window of 3×3", st.counting(1, 1, 1, 1), st.counting(3, 3, 1, 1), padding=1),
        case("one pixel, kernel 2", st.counting(1, 1, 1, 1), st.counting(2, 2, 1, 1), padding=1),
        case("two pixels, kernel 1×3", st.counting(1, 1, 2, 1), st.counting(1, 3, 1, 1), padding=1),
        case("kernel above the image", st.counting(1, 2, 2, 1), st.counting(4, 4, 1, 1), padding=1),
        case("one pixel, padding 2", st.counting(1, 1, 1, 1), st.counting(3, 3, 1, 1), padding=2),
        case("padding beyond the kernel", st.counting(1, 1, 2, 1), st.counting(1, 2, 1, 1), padding=3),
        case("padding 0", st.counting(1, 2, 3, 1), st.counting(2, 2, 1, 1), padding=0),
        case("padding 0, bias and stride", st.counting(1, 4, 5, 1), st.counting(2, 2, 1, 1), np.array([5.0]), 2, 0),
        case("bias", st.counting(1, 1, 1, 1), ones(1, 1, 1, 1), np.array([5.0]), padding=1),
        case("two channels in and out", st.counting(1, 1, 1, 2), st.counting(1, 1, 2, 2), padding=1),
        case("two images", st.counting(2, 1, 1, 1), ones(1, 1, 1, 1), padding=1),
        case("padding and stride", st.counting(1, 3, 3, 1), st.counting(2, 2, 1, 1), stride=2, padding=1),
        case("the rest left out", st.counting(1, 4, 4, 1), st.counting(3, 3, 1, 1), stride=2, padding=1),
        case(
            "all sides different",
            st.counting(2, 4, 6, 3),
            st.counting(3, 2, 3, 4),
            st.counting(4),
            stride=2,
            padding=2,
        ),
    ],
    edges=[
        case("by position", st.counting(1, 2, 3, 1), st.counting(2, 2, 1, 1), None, 2, 1),
        case("integers", np.arange(6).reshape(1, 2, 3, 1), ones(2, 2, 1, 1) / 2, padding=1),
        case(
            "float32",
            st.counting(1, 2, 3, 1).astype(np.float32) / 4,
            st.counting(2, 2, 1, 1).astype(np.float32),
            padding=1,
        ),
        *layouts_of(st.counting(2, 2, 3, 2), st.counting(2, 3, 2, 1), padding=1),
        case("large", IMAGES, KERNELS, BIASES, padding=4),
        case("large, stride 6", fill(4, (3, 17, 11, 2)), fill(5, (3, 2, 2, 3)), fill(6, (3,)), stride=6, padding=5),
        case("no images", np.zeros((0, 2, 3, 2)), st.counting(3, 3, 2, 2), padding=1),
        case("no images, stride", np.zeros((0, 5, 7, 2)), st.counting(2, 3, 2, 2), stride=2, padding=2),
    ],
    drawn=drawn_paddings(),
    count=105,
)

SAME = Inputs(
    ladder=[
        case("kernel 1 needs no zeros", st.counting(1, 1, 2, 1), ones(1, 1, 1, 1), padding="same"),
        case("one pixel in a window of 3×3", st.counting(1, 1, 1, 1), st.counting(3, 3, 1, 1), padding="same"),
        case("one pixel, kernel 1×3", st.counting(1, 1, 1, 1), st.counting(1, 3, 1, 1), padding="same"),
        case("one pixel, kernel 3×1", st.counting(1, 1, 1, 1), st.counting(3, 1, 1, 1), padding="same"),
        case("two pixels, kernel 1×2", st.counting(1, 1, 2, 1), st.counting(1, 2, 1, 1), padding="same"),
        case("two pixels, kernel 2×1", st.counting(1, 2, 1, 1), st.counting(2, 1, 1, 1), padding="same"),
        case("two pixels, kernel 1×4", st.counting(1, 1, 2, 1), st.counting(1, 4, 1, 1), padding="same"),
        case("2×3 pixels, kernel 3×3", st.counting(1, 2, 3, 1), st.counting(3, 3, 1, 1), padding="same"),
        case("three pixels, kernel 1, stride 2", st.counting(1, 1, 3, 1), ones(1, 1, 1, 1), stride=2, padding="same"),
        case("four pixels, kernel 1, stride 2", st.counting(1, 1, 4, 1), ones(1, 1, 1, 1), stride=2, padding="same"),
        case(
            "three pixels, kernel 1×3, stride 2",
            st.counting(1, 1, 3, 1),
            st.counting(1, 3, 1, 1),
            stride=2,
            padding="same",
        ),
        case(
            "four pixels, kernel 1×3, stride 2: one zero, after",
            st.counting(1, 1, 4, 1),
            st.counting(1, 3, 1, 1),
            stride=2,
            padding="same",
        ),
        case(
            "four pixels, kernel 3×1, stride 2: one zero, below",
            st.counting(1, 4, 1, 1),
            st.counting(3, 1, 1, 1),
            stride=2,
            padding="same",
        ),
        case("4×3 pixels, stride 2", st.counting(1, 4, 3, 1), st.counting(3, 3, 1, 1), stride=2, padding="same"),
        case("stride above the kernel", st.counting(1, 4, 5, 1), st.counting(2, 2, 1, 1), stride=3, padding="same"),
        case("stride far above the kernel", st.counting(1, 9, 9, 1), st.counting(2, 2, 1, 1), stride=4, padding="same"),
        case("kernel 1, stride 3", st.counting(1, 8, 9, 1), ones(1, 1, 1, 1), stride=3, padding="same"),
        case("stride above the image", st.counting(1, 2, 2, 1), st.counting(3, 3, 1, 1), stride=4, padding="same"),
        case("kernel above the image", st.counting(1, 2, 2, 1), st.counting(4, 4, 1, 1), padding="same"),
        case("bias", st.counting(1, 1, 2, 1), st.counting(1, 2, 1, 1), np.array([5.0]), padding="same"),
        case("two channels in and out", st.counting(1, 2, 2, 2), st.counting(2, 2, 2, 2), padding="same"),
        case("two images", st.counting(2, 2, 2, 1), st.counting(2, 2, 1, 1), padding="same"),
        case(
            "all sides different",
            st.counting(2, 5, 6, 3),
            st.counting(4, 3, 3, 4),
            st.counting(4),
            stride=2,
            padding="same",
        ),
    ],
    edges=[
        case("by position", st.counting(1, 3, 4, 1), st.counting(2, 3, 1, 1), None, 2, "same"),
        case("integers", np.arange(6).reshape(1, 2, 3, 1), ones(2, 2, 1, 1) / 2, padding="same"),
        case(
            "float32",
            st.counting(1, 3, 3, 1).astype(np.float32) / 4,
            st.counting(2, 3, 1, 1).astype(np.float32),
            padding="same",
        ),
        *layouts_of(st.counting(2, 2, 3, 2), st.counting(2, 3, 2, 1), padding="same"),
        case("large", IMAGES, KERNELS, BIASES, padding="same"),
        case(
            "large, stride 6", fill(4, (3, 27, 20, 2)), fill(5, (8, 7, 2, 3)), fill(6, (3,)), stride=6, padding="same"
        ),
        case("no images", np.zeros((0, 3, 4, 2)), st.counting(3, 2, 2, 2), stride=2, padding="same"),
    ],
    drawn=drawn_same(),
    count=125,
)

ERRORS = Inputs(
    ladder=[
        case("two channels in x, one in w", ones(1, 1, 1, 2), ones(1, 1, 1, 1)),
        case("one channel in x, two in w", ones(1, 1, 1, 1), ones(1, 1, 2, 1)),
        case("four channels in x, two in w", ones(1, 2, 2, 4), ones(1, 1, 2, 2)),
        case("channels disagree, same", ones(1, 3, 3, 2), ones(3, 3, 1, 2), padding="same"),
        case("channels disagree, padding 1", ones(1, 3, 3, 2), ones(3, 3, 1, 2), padding=1),
        case("more channels in w, padding 1", ones(1, 3, 3, 1), ones(3, 3, 2, 2), padding=1),
        case("channels disagree, stride 2", ones(1, 3, 3, 2), ones(3, 3, 1, 2), stride=2),
        case("kernel higher than the image", ones(1, 1, 2, 1), ones(2, 1, 1, 1)),
        case("kernel wider than the image", ones(1, 2, 1, 1), ones(1, 2, 1, 1)),
        case("kernel far above the image", ones(1, 2, 2, 1), ones(4, 4, 1, 1)),
        case("kernel one above the image, stride 2", ones(1, 2, 2, 1), ones(3, 3, 1, 1), stride=2),
        case("kernel above image and padding", ones(1, 1, 1, 1), ones(4, 4, 1, 1), padding=1),
    ],
    # Without images there is no product whose factors don't fit, so that nothing but the answer's own look can tell.
    edges=[
        case("no images, two channels in x, one in w", ones(0, 2, 2, 2), ones(1, 1, 1, 1)),
        case("no images, one channel in x, two in w", ones(0, 2, 2, 1), ones(1, 1, 2, 1)),
        case("no images, channels disagree, same", ones(0, 2, 2, 2), ones(1, 1, 1, 1), padding="same"),
        case("no images, channels disagree, padding 1", ones(0, 2, 2, 2), ones(1, 1, 1, 1), padding=1),
    ],
)

EXERCISE = Exercise(
    entry="conv2d_im2col",
    oracle=tensorflow_conv2d,
    scale=unit_scale,
    checks=[
        Examples(DIAGONAL_KERNEL),
        Matches("valid", inputs=VALID, points=3),
        Matches("stride", inputs=STRIDES, points=1),
        Matches("padding", inputs=PADDINGS, points=1),
        Matches("same", inputs=SAME, points=3),
        Raises(ValueError, on=ERRORS, points=2),
        Holds(
            linear_in_kernel,
            inputs=Inputs(
                ladder=[
                    case("one pixel, factor −1", st.counting(1, 1, 1, 1), ones(1, 1, 1, 1), -1.0),
                    case("integers, factor ½", np.arange(6).reshape(1, 2, 3, 1), ones(2, 2, 1, 1), 0.5),
                ],
                drawn=scaled(),
                count=10,
            ),
            points=1,
        ),
        Holds(
            moves_with_image,
            inputs=Inputs(
                ladder=[
                    case("2×2 pixels, kernel 1", st.counting(1, 2, 2, 1), ones(1, 1, 1, 1)),
                    case("two images", st.counting(2, 3, 4, 2), st.counting(2, 2, 2, 2)),
                ],
                drawn=shifted(),
                count=10,
            ),
            points=1,
        ),
        Timed(RESNET_BLOCK, bands={2: 8, 4: 5, 12: 2}),
    ],
    hints=[
        "Settle the sizes first: from the side, the kernel, the stride and the zeros on both ends come oh and ow. Work "
        "one small row of pixels out by hand for each kind of padding.",
        "The rows of the matrix are windows in (n, oh, ow) order, its columns run in (kh, kw, c_in) order. The kernels "
        "lie in memory with their rows in the same order; so one reshape of w and one of the product suffice.",
        "For speed, no loop may run over windows: loop over the kh·kw kernel positions at most, each of which copies "
        "a strided slice for all windows at once, or view all windows and copy that view once; then multiply once.",
    ],
)
