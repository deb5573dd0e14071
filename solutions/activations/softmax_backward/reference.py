from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def softmax_backward(probs: Array, upstream: Array, axis: int = -1) -> Array:
    mean = np.sum(probs * upstream, axis=axis, keepdims=True)
    gradient: Array = probs * (upstream - mean)
    return gradient
