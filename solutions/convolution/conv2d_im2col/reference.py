from typing import Any

import numpy as np
import numpy.typing as npt


def zeros_around(size: int, kernel: int, stride: int, padding: Any) -> tuple[int, int]:
    if padding == "valid":
        return 0, 0
    if padding == "same":
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        return total // 2, total - total // 2
    return padding, padding


def conv2d_im2col(
    x: npt.NDArray[Any],
    w: npt.NDArray[Any],
    b: npt.NDArray[Any] | None = None,
    stride: int = 1,
    padding: str | int = "valid",
) -> npt.NDArray[np.float64]:
    n, height, width, channels = x.shape
    kh, kw, c_in, c_out = w.shape
    if channels != c_in:
        raise ValueError(f"x has {channels} channels, w is made for {c_in}")
    top, bottom = zeros_around(height, kh, stride, padding)
    left, right = zeros_around(width, kw, stride, padding)
    padded = np.zeros((n, height + top + bottom, width + left + right, channels))
    padded[:, top : top + height, left : left + width] = x
    # Raises ValueError where no window fits.
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(1, 2))[:, ::stride, ::stride]
    oh, ow = windows.shape[1:3]
    # The window's axes come last in the view; reshape copies them into place.
    cols = windows.transpose(0, 1, 2, 4, 5, 3).reshape(n * oh * ow, kh * kw * c_in)
    y = cols @ w.reshape(kh * kw * c_in, c_out)
    if b is not None:
        y += b
    return y.reshape(n, oh, ow, c_out)
