import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def both(z):
    return tuple(np.broadcast_to(z, 2).tolist())


def im2col(x, kernel_size, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = map(both, (kernel_size, stride, padding))
    x = np.pad(x, [(0, 0), (ph, ph), (pw, pw), (0, 0)])
    windows = np.einsum("nrqcab->nrqabc", sliding_window_view(x, (kh, kw), (1, 2))[:, ::sh, ::sw])
    n, oh, ow, _, _, c = windows.shape
    return windows.reshape(n * oh * ow, kh * kw * c)
