from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def sigmoid(s: Array) -> Array:
    # The same function as 1/(1 + e⁻ˢ), whose exponential can overflow.
    half: Array = 0.5 * np.tanh(0.5 * s)
    return 0.5 + half


def lstm_step(x: Array, h: Array, c: Array, kernel: Array, recurrent_kernel: Array, bias: Array) -> tuple[Array, Array]:
    i, f, candidate, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    new_c: Array = sigmoid(f) * c + sigmoid(i) * np.tanh(candidate)
    new_h: Array = sigmoid(o) * np.tanh(new_c)
    return new_h, new_c
