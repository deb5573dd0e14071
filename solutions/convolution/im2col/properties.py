from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Call = Callable[..., Any]
Array = npt.NDArray[Any]


def rows_belong_to_images(call: Call, x: Array, kernel_size: Any) -> tuple[Any, Any]:
    """A batch gives the rows of its first image, then those of the other images."""
    return call(x, kernel_size), np.concatenate([call(x[:1], kernel_size), call(x[1:], kernel_size)])


def padding_is_zeros_around(call: Call, x: Array, kernel_size: Any, padding: int) -> tuple[Any, Any]:
    """Padding gives what images with that many zeros on every side of them give."""
    around = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    return call(x, kernel_size, padding=padding), call(around, kernel_size)
