from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def numerical_gradient(f: Callable[[Array], Any], x: npt.NDArray[Any], h: float = 1e-5) -> Array:
    point = np.asarray(x, dtype=np.float64)
    slopes = []
    for index in np.ndindex(point.shape):
        above = point.copy()
        above[index] += h
        below = point.copy()
        below[index] -= h
        # x ± h are rounded; divided by the distance that the points really have, that costs nothing.
        slopes.append((f(above) - f(below)) / (above[index] - below[index]))
    return np.reshape(slopes, point.shape)
