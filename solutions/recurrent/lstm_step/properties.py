from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Law = tuple[tuple[Array, ...], tuple[Array, ...]]

WIDE = 80.0  # beyond any sum of weights here: e⁻⁸⁰ is far below rounding


def _step(call: Callable[..., Any], *arguments: Array) -> tuple[Array, Array]:
    h, c = call(*arguments)
    return np.asarray(h, np.float64), np.asarray(c, np.float64)


def shut_gates_keep_the_cell(
    call: Callable[..., Any], x: Array, h: Array, c: Array, kernel: Array, recurrent_kernel: Array, bias: Array
) -> tuple[Array, Array]:
    """Where the input gate is shut and the forget gate wide open, c stays as it is."""
    shift = np.repeat([-WIDE, WIDE, 0.0, 0.0], c.shape[1])
    return _step(call, x, h, c, kernel, recurrent_kernel, bias + shift)[1], c


def signs_go_through(
    call: Callable[..., Any], x: Array, h: Array, c: Array, kernel: Array, recurrent_kernel: Array, bias: Array
) -> Law:
    """With the signs of c and of all the candidate's weights reversed, both new states have their signs reversed."""
    signs = np.repeat([1.0, 1.0, -1.0, 1.0], c.shape[1])
    new_h, new_c = _step(call, x, h, c, kernel, recurrent_kernel, bias)
    return _step(call, x, h, -c, kernel * signs, recurrent_kernel * signs, bias * signs), (-new_h, -new_c)


def units_have_no_order(
    call: Callable[..., Any], x: Array, h: Array, c: Array, kernel: Array, recurrent_kernel: Array, bias: Array
) -> Law:
    """With the units numbered the other way round, in states and weights, so are the new states."""
    units = c.shape[1]
    columns = np.arange(4 * units).reshape(4, units)[:, ::-1].ravel()
    turned = (kernel[:, columns], recurrent_kernel[::-1, columns], bias[columns])
    new_h, new_c = _step(call, x, h, c, kernel, recurrent_kernel, bias)
    return _step(call, x, h[:, ::-1], c[:, ::-1], *turned), (new_h[:, ::-1], new_c[:, ::-1])
