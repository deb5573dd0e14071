from typing import Any

import numpy as np

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, Raises, case, example

from .properties import dilation_is_a_longer_kernel, one_stride_more_is_one_output_more

# As in the stub's signature: what a call that leaves an option out means.
DEFAULTS = {"stride": 1, "padding": "valid", "dilation": 1}
KERNELS = st.whole(1, 9)
UNDILATED = st.just(1)


def tensorflow_output_size(
    input_size: int, kernel_size: int, stride: int = 1, padding: int | str = "valid", dilation: int = 1
) -> int:
    """Return the length of what TensorFlow's own convolution gives."""
    import tensorflow as tf

    x = np.zeros((1, input_size, 1, 1))
    w = np.zeros((kernel_size, 1, 1, 1))
    if not isinstance(padding, str):
        x = np.pad(x, ((0, 0), (padding, padding), (0, 0), (0, 0)))
        padding = "valid"
    y = tf.nn.conv2d(x, w, strides=[stride, 1], padding=padding.upper(), dilations=[dilation, 1])
    return int(y.shape[1])


def covered(kernel_size: int, dilation: int) -> int:
    """Return how many pixels a kernel covers."""
    return dilation * (kernel_size - 1) + 1


@st.composite
def sizes(
    draw: Any,
    paddings: Any,
    dilations: Any = UNDILATED,
    kernels: Any = KERNELS,
) -> tuple[int, int, int, int | str, int]:
    """Return five arguments for which at least one output fits."""
    kernel_size, stride, padding, dilation = draw(kernels), draw(st.whole(1, 6)), draw(paddings), draw(dilations)
    beyond = draw(st.whole(0, 30))
    if padding == "same":
        return beyond + 1, kernel_size, stride, padding, dilation
    extra = 0 if padding == "valid" else padding
    return max(covered(kernel_size, dilation) - 2 * extra, 1) + beyond, kernel_size, stride, padding, dilation


@st.composite
def called(draw: Any, arguments: Any) -> Case:
    """Return a call with the options by position or by name; by name, those that have their default may be left out."""
    input_size, kernel_size, *values = draw(arguments)
    if draw(st.booleans()):
        return Case("drawn", (input_size, kernel_size, *values))
    named = dict(zip(DEFAULTS, values, strict=True))
    kept = {name: value for name, value in named.items() if value != DEFAULTS[name] or draw(st.booleans())}
    return Case("drawn", (input_size, kernel_size), kept)


def unnamed(arguments: Any) -> Any:
    """Return cases of laws, which take all five arguments by position."""
    return arguments.map(lambda values: Case("drawn", values))


valid = Inputs(
    ladder=[
        case("one pixel, one tap", 1, 1),
        case("two pixels, one tap", 2, 1),
        case("as long as the input", 3, 3),
        case("two taps", 4, 2),
        case("three taps", 5, 3),
        case("stride 2", 3, 1, stride=2),
        case("stride 2, three taps", 5, 3, stride=2),
        case("one pixel left over", 6, 3, stride=2),
        case("two pixels left over", 7, 2, stride=3),
        case("one of three left over", 6, 2, stride=3),
        case("stride above kernel", 8, 2, stride=4),
    ],
    edges=[
        case("stride above input", 3, 2, stride=5),
        case("three of four left over", 9, 2, stride=4),
        case('"valid" by name', 6, 3, padding="valid"),
        case("all by position", 8, 3, 2, "valid", 1),
        case("options by name, in another order", 12, 4, dilation=1, padding="valid", stride=3),
        case("stride as long as the kernel", 28, 2, 2),
        case("a large image", 227, 11, stride=4),
        case("a long signal", 16000, 400, stride=160),
        case("many outputs", 500, 3),
        case("kernel 16, stride 8", 100, 16, stride=8),
    ],
    drawn=called(sizes(st.just("valid"))),
    count=115,
)

integer_padding = Inputs(
    ladder=[
        case("padding 0", 3, 2, padding=0),
        case("padding 1, one tap", 1, 1, padding=1),
        case("padding 1, three taps", 3, 3, padding=1),
        case("padding 2", 4, 3, padding=2),
        case("padding 1, two taps", 3, 2, padding=1),
        case("kernel longer than the input", 1, 3, padding=1),
        case("padding 1, stride 2", 4, 2, stride=2, padding=1),
        case("padding 2, stride 3, pixels left over", 5, 2, stride=3, padding=2),
    ],
    edges=[
        case("padding above the kernel", 2, 2, padding=5),
        case("only padding and one pixel", 1, 7, padding=3),
        case("by position", 5, 3, 2, 1),
        case("options in another order", 6, 4, padding=2, stride=4),
        case("stem of a residual network", 224, 7, stride=2, padding=3),
    ],
    drawn=called(sizes(st.whole(0, 4))),
    count=115,
)

same = Inputs(
    ladder=[
        case("one pixel, one tap", 1, 1, padding="same"),
        case("three taps", 4, 3, padding="same"),
        case("two taps", 4, 2, padding="same"),
        case("four taps", 5, 4, padding="same"),
        case("stride 2, side even", 4, 1, stride=2, padding="same"),
        case("stride 2, side odd", 5, 1, stride=2, padding="same"),
        case("stride 2, three taps", 6, 3, stride=2, padding="same"),
        case("stride 3, three taps", 7, 3, stride=3, padding="same"),
        case("stride 3, four taps", 7, 4, stride=3, padding="same"),
        case("stride 2, two taps", 6, 2, stride=2, padding="same"),
        case("dilation 2", 5, 3, padding="same", dilation=2),
        case("dilation 2, stride 2", 6, 2, stride=2, padding="same", dilation=2),
        case("dilation 2, stride 3", 6, 3, stride=3, padding="same", dilation=2),
    ],
    edges=[
        case("kernel longer than the input", 2, 5, padding="same"),
        case("dilated kernel longer than the input", 3, 3, padding="same", dilation=4),
        case("stride above input", 2, 3, stride=5, padding="same"),
        case("stride above kernel", 9, 2, stride=4, padding="same"),
        # Equal text where sizes are written side by side, as some do for the key of a cache.
        case("eleven pixels, two taps", 11, 2, padding="same"),
        case("one pixel, twelve taps", 1, 12, padding="same"),
        case("by position", 10, 3, 4, "same"),
        case("dilation 3, stride 3", 11, 4, 3, "same", 3),
        case("a large image", 225, 3, stride=2, padding="same"),
    ],
    drawn=called(sizes(st.just("same"), st.sampled_from([1, 1, 2, 3]))),
    count=115,
)

dilation = Inputs(
    ladder=[
        case("dilation 1", 4, 2, dilation=1),
        case("dilation 2, one tap", 3, 1, dilation=2),
        case("dilation 2, two taps", 4, 2, dilation=2),
        case("dilation 2, three taps", 6, 3, dilation=2),
        case("dilation 3, two taps", 6, 2, dilation=3),
        case("dilation 3, three taps", 9, 3, dilation=3),
        case("as long as the input", 5, 3, dilation=2),
        case("dilation 2, stride 2", 8, 3, stride=2, dilation=2),
        case("dilation 2, padding 1", 5, 3, padding=1, dilation=2),
        case("all options", 9, 3, stride=2, padding=2, dilation=3),
    ],
    edges=[
        case("dilation above input, one tap", 2, 1, dilation=9),
        case("padding one less than the kernel", 7, 3, padding=2, dilation=2),
        case("dilation equals padding", 7, 3, padding=4, dilation=4),
        case("all by position", 12, 4, 3, 1, 2),
        case("options in another order", 13, 2, dilation=5, padding=1, stride=4),
        case("a context network", 64, 3, padding=16, dilation=16),
    ],
    drawn=called(sizes(st.one_of(st.just("valid"), st.whole(0, 3)), st.whole(2, 4), st.whole(1, 5))),
    count=115,
)

bad_options = Inputs(
    ladder=[
        case("no input", 0, 1),
        case("no kernel", 3, 0),
        case("stride 0", 3, 1, stride=0),
        case("dilation 0", 3, 2, dilation=0),
        case("padding −1", 5, 2, padding=-1),
        case("unknown padding", 5, 2, padding="full"),
    ],
    edges=[
        case("negative input, but padding", -1, 2, padding=3),
        case("negative kernel", 3, -1),
        case("stride −1", 5, 2, stride=-1),
        case("dilation −1", 5, 2, dilation=-1),
        case("no input, but padding", 0, 2, padding=2),
        case('stride 0, "same"', 4, 2, stride=0, padding="same"),
        case('no input, "same"', 0, 1, padding="same"),
        case('no kernel, "same"', 4, 0, padding="same"),
        case('dilation 0, "same"', 4, 2, padding="same", dilation=0),
        case("no kernel, padding", 3, 0, padding=1),
        case("negative kernel, padding", 3, -1, padding=1),
        case("dilation 0, padding", 4, 2, padding=1, dilation=0),
        case("dilation −1, one tap", 4, 1, dilation=-1),
        case('stride −2, "same"', 4, 2, stride=-2, padding="same"),
        case('dilation −1, "same"', 4, 2, padding="same", dilation=-1),
        case('negative input, "same"', -3, 1, padding="same"),
        case("padding −3", 9, 2, padding=-3),
        case("empty padding", 5, 2, padding=""),
        case("another word that begins like a known one", 5, 2, padding="symmetric"),
        case("a number as text", 5, 2, padding="1"),
        case("the first letter of a known word", 5, 2, padding="v"),
        case("unknown padding, and no room", 2, 5, padding="full"),
        case("what other libraries call a padding", 5, 2, padding="causal"),
        case("a known word and more", 5, 2, padding="same_upper"),
        case("stride 0, padding", 4, 2, stride=0, padding=1),
        case("no kernel, dilation", 4, 0, dilation=2),
        case('dilation −1, one tap, "same"', 4, 1, padding="same", dilation=-1),
        # Two of them at once, whose product is positive.
        case("negative input and kernel", -1, -5),
        case("negative stride and dilation", 1, 1, stride=-1, dilation=-1),
        case('negative input and kernel, "same"', -4, -2, padding="same"),
        case('negative stride and dilation, "same"', 4, 2, stride=-2, padding="same", dilation=-1),
    ],
)

no_room = Inputs(
    ladder=[
        case("kernel one longer than the input", 2, 3),
        case("kernel one longer, stride 2", 1, 2, stride=2),
        case("padding too small", 1, 4, padding=1),
        case("dilated kernel too long", 2, 2, dilation=2),
    ],
    edges=[
        case("kernel far too long", 2, 9),
        case("stride above what is missing", 4, 6, stride=5),
        case('"valid" by name', 3, 4, padding="valid"),
        case("padding and dilation", 5, 3, padding=1, dilation=4),
        case("padding and stride", 1, 4, stride=2, padding=1),
        case("dilation and stride", 2, 2, stride=2, dilation=2),
        case("all options", 3, 3, stride=3, padding=1, dilation=3),
    ],
)

longer_inputs = Inputs(
    ladder=[
        case("stride 1", 3, 2, 1, "valid", 1),
        case("stride 2", 5, 3, 2, "valid", 1),
        case('stride 2, "same"', 5, 3, 2, "same", 1),
        case("stride 3, padding 1", 5, 2, 3, 1, 1),
    ],
    drawn=unnamed(sizes(st.one_of(st.sampled_from(["valid", "same"]), st.whole(0, 3)), st.whole(1, 3))),
    count=12,
)

dilated = Inputs(
    ladder=[
        case("dilation 2", 4, 2, 1, "valid", 2),
        case("dilation 3, three taps", 9, 3, 1, "valid", 3),
        case('dilation 2, "same"', 5, 3, 1, "same", 2),
    ],
    drawn=unnamed(sizes(st.one_of(st.sampled_from(["valid", "same"]), st.whole(0, 3)), st.whole(2, 4))),
    count=8,
)

EXERCISE = Exercise(
    entry="conv_output_size",
    oracle=tensorflow_output_size,
    checks=[
        Examples(
            example("stride 2, valid", 2, 6, 3, stride=2, padding="valid"),
            example("stride 2, same", 3, 6, 3, stride=2, padding="same"),
        ),
        Matches("valid", inputs=valid, points=2),
        Matches("integer padding", inputs=integer_padding, points=1),
        Matches("same", inputs=same, points=2),
        Matches("dilation", inputs=dilation, points=1),
        Raises(ValueError, on=bad_options, points=1, name="bad options"),
        Raises(ValueError, on=no_room, points=1, name="no room"),
        Holds(one_stride_more_is_one_output_more, inputs=longer_inputs, points=1),
        Holds(dilation_is_a_longer_kernel, inputs=dilated, points=1),
    ],
    hints=[
        "Draw the input as a row of boxes and slide the kernel along it by hand. Count places, not moves.",
        "Take it apart: how long is the padded input, how many pixels does the dilated kernel cover, how many moves of "
        "`stride` are left, and what is the smallest answer that makes sense?",
        '"same" needs no kernel: the first output stands at pixel 0, the others a stride apart, as long as they stand '
        "on the input. Check the arguments before you divide, and whether anything fits after it.",
    ],
)
