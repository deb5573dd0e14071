import numpy as np


def conv_output_size(
    input_size: int, kernel_size: int, stride: int = 1, padding: int | str = "valid", dilation: int = 1
) -> int:
    """Return how many outputs a convolution gives along one axis.

    A kernel of `kernel_size` taps that stand `dilation` pixels apart (1: side by side) covers
    dilation·(kernel_size − 1) + 1 pixels. It starts at the first pixel, padding included, and moves by `stride`;
    each place where it fits as a whole is one output:

        output = floor((input_size + 2·padding − dilation·(kernel_size − 1) − 1) / stride) + 1

    "valid" is padding 0. "same" pads as TensorFlow does, just enough (perhaps unevenly) that

        output = ceil(input_size / stride),

    whatever kernel_size and dilation are, also where the kernel is larger than the input.

    Arguments:
        input_size: pixels along this axis without padding, an int ≥ 1.
        kernel_size: taps of the kernel along this axis, an int ≥ 1.
        stride: pixels from one output to the next, an int ≥ 1; may exceed the kernel, or the input.
        padding: "valid", "same" or an int ≥ 0: so many zeros before and as many again after the input.
        dilation: pixels from one tap to the next, an int ≥ 1.

    Returns:
        The number of outputs, an int ≥ 1.

    Raises:
        ValueError: input_size, kernel_size, stride or dilation is below 1; padding is a negative int or another
            string; or not even one output fits (the formula gives less than 1).

    Example:
        conv_output_size(6, 3, stride=2) is 2: floor((6 − 2 − 1) / 2) + 1, windows at pixels 0 and 2, and the
        sixth pixel is dropped. conv_output_size(6, 3, stride=2, padding="same") is 3, and
        conv_output_size(6, 3, padding=1, dilation=2) is floor((6 + 2 − 4 − 1) / 1) + 1 = 4.

    Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), relationships 6 and 15;
    TensorFlow, tf.nn.convolution, for "same".
    """
    raise NotImplementedError
