from typing import Any

import numpy as np
import numpy.typing as npt


def max_pool2d_backward(
    x: npt.NDArray[Any], upstream: npt.NDArray[Any], size: int, stride: int
) -> npt.NDArray[np.float64]:
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    # argmax takes the first of equal pixels, and the flattened window is in row-major order.
    place = windows.reshape(*upstream.shape, size * size).argmax(axis=-1)
    image, row, column, channel = np.indices(upstream.shape)
    dx = np.zeros(x.shape)
    # Windows overlap, so that a pixel may be named more than once: add.at counts each, `dx[...] +=` only the last.
    np.add.at(dx, (image, row * stride + place // size, column * stride + place % size, channel), upstream)
    return dx
