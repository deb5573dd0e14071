from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Call = Callable[..., Any]
Array = npt.NDArray[Any]


def linear_in_kernel(call: Call, x: Array, w: Array, factor: float) -> tuple[Any, Any]:
    """Scaling the kernel scales the output."""
    return call(x, factor * w), factor * np.asarray(call(x, w))


def moves_with_image(call: Call, x: Array, w: Array) -> tuple[Any, Any]:
    """Cutting the first row and column off the images cuts them off the output, and changes nothing else."""
    return call(x[:, 1:, 1:], w), np.asarray(call(x, w))[:, 1:, 1:]
