from typing import Any

import numpy as np
import numpy.typing as npt

Pair = int | tuple[int, int]


def im2col(x: npt.NDArray[Any], kernel_size: Pair, stride: Pair = 1, padding: Pair = 0) -> npt.NDArray[np.float64]:
    kh, kw = np.broadcast_to(kernel_size, 2)
    sh, sw = np.broadcast_to(stride, 2)
    ph, pw = np.broadcast_to(padding, 2)
    n, h, w, c = x.shape
    padded = np.zeros((n, h + 2 * ph, w + 2 * pw, c))
    padded[:, ph : ph + h, pw : pw + w] = x
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(1, 2))[:, ::sh, ::sw]
    # The window's axes come last in the view; reshape copies them into place.
    return windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, kh * kw * c)
