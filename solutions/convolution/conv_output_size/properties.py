from collections.abc import Callable
from typing import Any

import numpy as np


def one_stride_more_is_one_output_more(
    call: Callable[..., Any], input_size: int, kernel_size: int, stride: int, padding: int | str, dilation: int
) -> tuple[Any, Any]:
    """An input that is one stride longer gives exactly one output more."""
    longer = call(input_size + stride, kernel_size, stride, padding, dilation)
    return longer, np.asarray(call(input_size, kernel_size, stride, padding, dilation)) + 1


def dilation_is_a_longer_kernel(
    call: Callable[..., Any], input_size: int, kernel_size: int, stride: int, padding: int | str, dilation: int
) -> tuple[Any, Any]:
    """A dilated kernel counts as much as an undilated one that covers the same pixels."""
    covered = dilation * (kernel_size - 1) + 1
    return call(input_size, kernel_size, stride, padding, dilation), call(input_size, covered, stride, padding, 1)
