from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Call = Callable[..., Any]


def doubled_points_scale_gradients(call: Call, f: Any, x: Array, degree: int) -> tuple[Any, Any]:
    """Where f(2x) is always 2ᵏ·f(x), the gradient at 2x is 2ᵏ⁻¹ times the one at x."""
    return call(f, 2 * x), 2.0 ** (degree - 1) * np.asarray(call(f, x))


def turned_points_turn_gradients(call: Call, f: Any, g: Any, x: Array) -> tuple[Any, Any]:
    """Where g(xᵀ) is always f(x), the gradient of g at xᵀ is that of f at x, with its axes turned as well."""
    return call(g, x.T), np.asarray(call(f, x)).T
