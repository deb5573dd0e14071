from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
BETA1, BETA2 = 0.9, 0.999


def _step(call: Callable[..., Any], *arguments: Any) -> tuple[Array, Array, Array]:
    param, m, v = call(*arguments)
    return np.asarray(param, np.float64), np.asarray(m, np.float64), np.asarray(v, np.float64)


def gradient_size_cancels(
    call: Callable[..., Any], param: Array, grad: Array, m: Array, v: Array, t: int, eps: float, factor: float
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """Gradient, m and eps times a factor, v times its square: the moments scale alike, and param moves as before."""
    new, new_m, new_v = _step(call, param, grad, m, v, t, 0.1, BETA1, BETA2, eps)
    scaled = _step(call, param, factor * grad, factor * m, factor**2 * v, t, 0.1, BETA1, BETA2, factor * eps)
    return scaled, (new, factor * new_m, factor**2 * new_v)


def constant_gradient_moves_evenly(
    call: Callable[..., Any], param: Array, grad: Array, steps: int, lr: float, eps: float
) -> tuple[Array, Array]:
    """From moments of 0, a constant gradient moves param by lr·g/(|g| + eps) at every step."""
    new, m, v = param, np.zeros_like(param), np.zeros_like(param)
    for t in range(1, steps + 1):
        new, m, v = _step(call, new, grad, m, v, t, lr, BETA1, BETA2, eps)
    return new, param - steps * lr * grad / (np.abs(grad) + eps)
