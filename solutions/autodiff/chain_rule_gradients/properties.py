from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def _gradients(answer: Any) -> tuple[Array, ...]:
    return tuple(np.asarray(gradient, dtype=np.float64) for gradient in answer)


def a_changes_nothing(
    call: Callable[..., Any], a: Array, b: Array, c: Array, shift: float
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Adding a constant to a leaves all three gradients as they are."""
    return _gradients(call(a + shift, b, c)), _gradients(call(a, b, c))


def gradients_rebuild_j(
    call: Callable[..., Any], a: Array, b: Array, c: Array
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """a·dj_da + b·dj_db is J, and so is a·dj_da + c·dj_dc."""
    dj_da, dj_db, dj_dc = _gradients(call(a, b, c))
    j = 3.0 * (a + b * c)
    return (a * dj_da + b * dj_db, a * dj_da + c * dj_dc), (j, j)
