from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, case, example

from .properties import padding_is_zeros_around, rows_belong_to_images

Array = npt.NDArray[Any]


def extracted_patches(x: Array, kernel_size: Any, stride: Any = 1, padding: Any = 0) -> Array:
    import tensorflow as tf

    kh, kw = np.broadcast_to(kernel_size, 2).tolist()
    sh, sw = np.broadcast_to(stride, 2).tolist()
    ph, pw = np.broadcast_to(padding, 2).tolist()
    padded = tf.pad(tf.constant(np.array(x, np.float64)), [[0, 0], [ph, ph], [pw, pw], [0, 0]])
    patches = tf.image.extract_patches(padded, [1, kh, kw, 1], [1, sh, sw, 1], [1, 1, 1, 1], "VALID")
    answer: Array = tf.reshape(patches, [np.prod(patches.shape[:3]), kh * kw * x.shape[3]]).numpy()
    return answer


def largest_pixel(x: Array, *_: Any, **__: Any) -> float:
    """Every entry of the answer is a pixel or zero, so that tiny images are judged by their own size."""
    return float(np.max(np.abs(x.astype(np.float64)), initial=0.0))


DIGITS = example(
    "nine pixels",
    np.array([[0.0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]),
    np.arange(9.0).reshape(1, 3, 3, 1),
    2,
)

HALVES = st.counting(1, 3, 3, 1) / 2


def layouts_of(x: Array, *args: Any, **kwargs: Any) -> list[Case]:
    """Return the same call with x in every memory layout."""
    return [
        case("Fortran order", st.fortran(x), *args, **kwargs),
        case("every second entry", st.strided(x), *args, **kwargs),
        case("reversed view", st.reversed_view(x), *args, **kwargs),
        case("read-only", st.read_only(x), *args, **kwargs),
    ]


def kinds_of(*args: Any, **kwargs: Any) -> list[Case]:
    """Return the same call with images of every kind of integers, of the least and the largest among them."""
    cases = []
    for kind in ("int8", "int16", "int32", "uint16", "uint32"):
        least, most = int(np.iinfo(kind).min), int(np.iinfo(kind).max)
        x = np.array([least, most, 1, 2, most - 1, least + 1], kind).reshape(1, 2, 3, 1)
        cases.append(case(f"{kind}, least and largest", x, *args, **kwargs))
    return cases


@st.composite
def images(draw: Any, height: int, width: int) -> Array:
    """Draw one or two images of at least these sides, mostly float64."""
    shape = (
        draw(st.whole(1, 2)),
        draw(st.whole(height, height + 4)),
        draw(st.whole(width, width + 4)),
        draw(st.whole(1, 3)),
    )
    dtype = draw(st.sampled_from(["float64", "float64", "float64", "float64", "float32", "int64"]))
    values: Array = draw(st.layouts(st.arrays(shape, -9.0, 10.0, dtype)))
    return values


@st.composite
def size(draw: Any, low: int, high: int) -> int | tuple[int, int]:
    """Draw an option: an int, or a pair."""
    first = draw(st.whole(low, high))
    return (first, draw(st.whole(low, high))) if draw(st.booleans()) else first


def sides(option: int | tuple[int, int]) -> tuple[int, int]:
    return (option, option) if isinstance(option, int) else option


@st.composite
def drawn_windows(draw: Any) -> Case:
    kernel = draw(size(1, 4))
    return case("drawn", draw(images(*sides(kernel))), kernel)


@st.composite
def drawn_strides(draw: Any) -> Case:
    kernel = draw(size(1, 3))
    return case("drawn", draw(images(*sides(kernel))), kernel, stride=draw(size(1, 4)))


@st.composite
def drawn_paddings(draw: Any) -> Case:
    padding = draw(size(0, 2))
    kernel = draw(size(1, 4))
    (kh, kw), (ph, pw) = sides(kernel), sides(padding)
    x = draw(images(max(kh - 2 * ph, 1), max(kw - 2 * pw, 1)))
    return case("drawn", x, kernel, **draw(st.options(stride=size(1, 3))), padding=padding)


@st.composite
def drawn_any_batch(draw: Any) -> Case:
    kernel = draw(size(1, 3))
    kh, kw = sides(kernel)
    shape = (draw(st.whole(0, 4)), kh + draw(st.whole(0, 2)), kw + draw(st.whole(0, 2)), draw(st.whole(1, 3)))
    return case("drawn", draw(st.arrays(shape)), kernel)


@st.composite
def drawn_batches(draw: Any) -> Case:
    kernel = draw(size(1, 3))
    kh, kw = sides(kernel)
    shape = (draw(st.whole(2, 3)), kh + draw(st.whole(0, 2)), kw + draw(st.whole(0, 2)), draw(st.whole(1, 2)))
    return case("drawn", draw(st.arrays(shape)), kernel)


@st.composite
def drawn_borders(draw: Any) -> Case:
    kernel = draw(size(1, 3))
    return case("drawn", draw(images(*sides(kernel))), kernel, draw(st.whole(1, 2)))


WINDOWS = Inputs(
    ladder=[
        case("one pixel, kernel 1", st.counting(1, 1, 1, 1, start=7), 1),
        case("one pixel of two channels", st.counting(1, 1, 1, 2), 1),
        case("one row of two pixels, kernel 1", st.counting(1, 1, 2, 1), 1),
        case("one column of two pixels, kernel 1", st.counting(1, 2, 1, 1), 1),
        case("2×2 pixels, kernel 1", st.counting(1, 2, 2, 1), 1),
        case("one window of 2×2", st.counting(1, 2, 2, 1), 2),
        case("one window of 1×2", st.counting(1, 1, 2, 1), (1, 2)),
        case("one window of 2×1", st.counting(1, 2, 1, 1), (2, 1)),
        case("one window of 1×2, two channels", st.counting(1, 1, 2, 2), (1, 2)),
        case("one window of 2×1, two channels", st.counting(1, 2, 1, 2), (2, 1)),
        case("two images of one pixel", st.counting(2, 1, 1, 1), 1),
        case("two images of two pixels", st.counting(2, 1, 2, 1), 1),
        case("two images, one window each", st.counting(2, 2, 2, 1), 2),
        case("windows overlap", st.counting(1, 1, 3, 1), (1, 2)),
        case("image wider than high", st.counting(1, 2, 3, 1), 2),
        case("image higher than wide", st.counting(1, 3, 2, 1), 2),
        case("kernel wider than high", st.counting(1, 3, 3, 1), (1, 2)),
        case("kernel higher than wide", st.counting(1, 3, 3, 1), (3, 2)),
        case("kernel 4, as large as the image", st.counting(1, 4, 4, 1), 4),
        case("kernel 4", st.counting(1, 5, 5, 1), 4),
        case("batch, sides, channels and kernel all 2", st.counting(2, 2, 2, 2), 2),
        case("batch, sides, channels and kernel all 3", st.counting(3, 3, 3, 3), 3),
        case("all sides different", st.counting(2, 4, 5, 3), (2, 3)),
    ],
    edges=[
        case("halves", HALVES, 2),
        case("halves below one", st.counting(1, 1, 2, 1) / 4, 1),
        case("negative fractions", -st.counting(1, 2, 3, 2) / 8, (2, 1)),
        case("integers", np.arange(12).reshape(1, 3, 4, 1), 2),
        case("bytes, as images come", np.arange(244, 256, dtype=np.uint8).reshape(1, 2, 2, 3), 2),
        case("large integers", np.array([2**33 + 300, -(2**24), 0, 1]).reshape(1, 2, 2, 1), (1, 2)),
        case("float32", HALVES.astype(np.float32), (2, 1)),
        *kinds_of((1, 2)),
        case("six images, many rows", st.counting(6, 5, 5, 1), 1),
        case("more than a thousand rows", st.counting(2, 23, 24, 1), 1),
        case("five channels, kernel 5×6, many columns", st.counting(1, 6, 7, 5), (5, 6)),
        case("negative zero", -np.zeros((1, 2, 2, 1)), 2),
        case("huge and tiny", np.array([1e300, -1e-300, 0.0, 1.0]).reshape(1, 2, 2, 1), (1, 2)),
        case("tiny only", 1e-30 * st.counting(1, 2, 2, 1), (1, 2)),
        *layouts_of(st.counting(2, 3, 4, 2), (2, 3)),
    ],
    drawn=drawn_windows(),
    count=140,
)

STRIDES = Inputs(
    ladder=[
        case("three pixels in a row, stride 2", st.counting(1, 1, 3, 1), 1, stride=2),
        case("three pixels in a column, stride 2", st.counting(1, 3, 1, 1), 1, stride=2),
        case("3×3 pixels, stride 2 downwards", st.counting(1, 3, 3, 1), 1, stride=(2, 1)),
        case("3×3 pixels, stride 2 to the right", st.counting(1, 3, 3, 1), 1, stride=(1, 2)),
        case("four pixels in a row, the last left out", st.counting(1, 1, 4, 1), 1, stride=2),
        case("four pixels in a row, no second whole window", st.counting(1, 1, 4, 1), (1, 3), stride=2),
        case("four pixels in a column, no second whole window", st.counting(1, 4, 1, 1), (3, 1), stride=2),
        case("windows side by side", st.counting(1, 4, 4, 1), 2, stride=2),
        case("windows overlap", st.counting(1, 5, 5, 1), 3, stride=2),
        case("stride above the kernel", st.counting(1, 5, 5, 1), 2, stride=3),
        case("stride above the image", st.counting(1, 3, 3, 1), 2, stride=5),
        case("stride 1, given", st.counting(1, 2, 3, 1), 2, stride=1),
        case("two channels", st.counting(1, 3, 3, 2), (2, 1), stride=(1, 2)),
        case("two images", st.counting(2, 3, 5, 1), (1, 2), stride=(2, 3)),
        case("all sides different", st.counting(2, 5, 7, 3), (3, 2), stride=(2, 4)),
    ],
    edges=[
        case("by position", st.counting(1, 4, 5, 1), 2, (3, 2)),
        case("more pixels than a byte counts, large strides", st.counting(1, 22, 14, 1), (1, 2), stride=(7, 6)),
        case("integers", np.arange(24).reshape(1, 4, 6, 1), 2, stride=(1, 3)),
        case("float32", st.counting(1, 4, 6, 1).astype(np.float32) / 2, 2, stride=(2, 3)),
        case("bytes", np.arange(230, 254, dtype=np.uint8).reshape(1, 4, 6, 1), 2, stride=(2, 3)),
        *layouts_of(st.counting(1, 4, 5, 2), (2, 1), stride=(2, 3)),
    ],
    drawn=drawn_strides(),
    count=120,
)

PADDINGS = Inputs(
    ladder=[
        case("one pixel among eight zeros", st.counting(1, 1, 1, 1, start=7), 1, padding=1),
        case("one pixel in a window of 3×3", st.counting(1, 1, 1, 1, start=7), 3, padding=1),
        case("zeros above and below", st.counting(1, 1, 1, 1, start=7), 1, padding=(1, 0)),
        case("zeros left and right", st.counting(1, 1, 1, 1, start=7), 1, padding=(0, 1)),
        case("two pixels in a window of 1×4", st.counting(1, 1, 2, 1), (1, 4), padding=(0, 1)),
        case("two pixels in a window of 4×1", st.counting(1, 2, 1, 1), (4, 1), padding=(1, 0)),
        case("one pixel of two channels", st.counting(1, 1, 1, 2), 1, padding=1),
        case("two images of one pixel", st.counting(2, 1, 1, 1), 1, padding=1),
        case("one pixel, padding 2", st.counting(1, 1, 1, 1, start=7), 3, padding=2),
        case("padding beyond the kernel", st.counting(1, 1, 2, 1), 2, padding=3),
        case("kernel above the image", st.counting(1, 2, 2, 1), 4, padding=1),
        case("padding 0, given", st.counting(1, 2, 3, 1), 2, padding=0),
        case("2×2 pixels, kernel 2", st.counting(1, 2, 2, 1), 2, padding=1),
        case("padding and stride", st.counting(1, 3, 3, 1), 2, stride=2, padding=1),
        case("padding and stride, the rest left out", st.counting(1, 4, 4, 1), 3, stride=2, padding=1),
        case("different padding, different strides", st.counting(1, 3, 3, 1), 2, stride=(2, 3), padding=(1, 2)),
        case("all sides different", st.counting(2, 4, 5, 3), (3, 2), stride=(2, 1), padding=(2, 1)),
    ],
    edges=[
        case("by position", st.counting(1, 2, 3, 1), 2, 1, (1, 0)),
        case("integers", np.arange(1, 7).reshape(1, 2, 3, 1), 3, padding=1),
        case("bytes, as images come", np.arange(250, 256, dtype=np.uint8).reshape(1, 1, 2, 3), 2, padding=1),
        *kinds_of(2, padding=1),
        case("float32", st.counting(1, 2, 3, 1).astype(np.float32) / 2, 2, padding=(1, 2)),
        case("all pixels alike", np.full((1, 2, 3, 2), 7.0), (1, 2), padding=(0, 1)),
        *layouts_of(st.counting(1, 2, 3, 2), (2, 3), padding=(0, 1)),
    ],
    drawn=drawn_paddings(),
    count=140,
)

# Empty batches have a check of their own: `reshape(n * oh * ow, -1)`, which everyone writes, fails here and nowhere
# else. The others in it are there so that zeros, which are right for no images, earn nothing.
BATCHES = Inputs(
    ladder=[
        case("one image", st.counting(1, 1, 2, 1), 1),
        case("three images", st.counting(3, 1, 2, 1), (1, 2)),
        case("no images", np.zeros((0, 2, 2, 1)), 1),
        case("no images, one window each", np.zeros((0, 2, 3, 2)), (2, 3)),
        case("no images, several windows", np.zeros((0, 3, 4, 2)), 2),
        case("no images, stride", np.zeros((0, 4, 5, 2)), 2, stride=(2, 3)),
        case("no images, padding", np.zeros((0, 4, 3, 2)), 3, padding=(2, 1)),
    ],
    edges=layouts_of(st.counting(2, 1, 2, 1), 1),
    drawn=drawn_any_batch(),
    count=60,
)

EXERCISE = Exercise(
    entry="im2col",
    oracle=extracted_patches,
    scale=largest_pixel,
    checks=[
        Examples(DIGITS),
        Matches("windows", inputs=WINDOWS, points=3),
        Matches("stride", inputs=STRIDES, points=2),
        Matches("padding", inputs=PADDINGS, points=2),
        Matches("any batch", inputs=BATCHES, points=1),
        Holds(
            rows_belong_to_images,
            inputs=Inputs(
                ladder=[
                    case("two images of two pixels", st.counting(2, 1, 2, 1), 1),
                    case("three images", st.counting(3, 2, 3, 2), (1, 2)),
                ],
                drawn=drawn_batches(),
                count=12,
            ),
            points=1,
        ),
        Holds(
            padding_is_zeros_around,
            inputs=Inputs(
                ladder=[
                    case("one pixel", st.counting(1, 1, 1, 1), 1, 1),
                    case("padding 2", st.counting(1, 2, 3, 1), (1, 2), 2),
                ],
                drawn=drawn_borders(),
                count=12,
            ),
            points=1,
        ),
    ],
    hints=[
        "Start with one image of one channel and stride 1: which pixels belong in the first row of the answer, and how "
        "many rows are there?",
        "First surround the images with zeros, each axis by its own padding. From then on only whole windows count: "
        "work out oh and ow from the padded sides before you allocate anything.",
        "With six axes (n, oh, ow, kh, kw, c) there is no arithmetic with indices: fill one kernel position (a, b) at "
        "a time, for all windows at once, from a slice that starts at (a, b) and steps by the stride; then reshape.",
    ],
)
