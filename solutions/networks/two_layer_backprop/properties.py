from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
GRADIENTS = ("w1", "b1", "w2", "b2")


def _parts(answer: Any) -> tuple[Array, ...]:
    loss, grads = answer
    return tuple(np.asarray(value, dtype=np.float64) for value in (loss, *(grads[key] for key in GRADIENTS)))


def batch_twice_changes_nothing(
    call: Callable[..., Any], x: Array, y: Array, w1: Array, b1: Array, w2: Array, b2: Array
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """A batch that holds every sample twice has the same loss and the same gradients."""
    twice = call(np.concatenate([x, x]), np.concatenate([y, y]), w1, b1, w2, b2)
    return _parts(twice), _parts(call(x, y, w1, b1, w2, b2))


def shifted_logits_change_nothing(
    call: Callable[..., Any], x: Array, y: Array, w1: Array, b1: Array, w2: Array, b2: Array, shift: float
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """One number added to every entry of b2 leaves the loss and the gradients as they are."""
    return _parts(call(x, y, w1, b1, w2, b2 + shift)), _parts(call(x, y, w1, b1, w2, b2))
