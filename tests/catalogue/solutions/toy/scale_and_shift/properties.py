from collections.abc import Callable
from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]


def twice_the_scale(call: Callable[..., Any], x: Array, a: float) -> tuple[Array, Array]:
    """Twice the scale gives twice the distance from 1."""
    return call(x, 2 * a) - 1, 2 * (call(x, a) - 1)
