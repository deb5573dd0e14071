import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pair(v):
    return (v, v) if isinstance(v, int) else v


def im2col(x, kernel_size, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = pair(kernel_size), pair(stride), pair(padding)
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    # (n, oh, ow, c, kh, kw)
    windows = sliding_window_view(x, (kh, kw), axis=(1, 2))[:, ::sh, ::sw]
    n, oh, ow, c = windows.shape[:4]
    return windows.reshape(n * oh * ow, c * kh * kw)
