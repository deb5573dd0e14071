import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d_im2col(x, w, b=None, stride=1, padding="valid"):
    if x.shape[-1] != w.shape[2]:
        raise ValueError(f"x has {x.shape[-1]} channels, w wants {w.shape[2]}")
    pads = [(0, 0)]
    for size, k in zip(x.shape[1:3], w.shape[:2]):
        if padding == "same":
            total = max((-(-size // stride) - 1) * stride + k - size, 0)
            pads.append((total // 2, (total + 1) // 2))
        else:
            pads.append((0, 0) if padding == "valid" else (padding, padding))
    windows = sliding_window_view(np.pad(x, [*pads, (0, 0)]), w.shape[:2], axis=(1, 2))  # ValueError if too big
    y = np.einsum("nrqcab,abco->nrqo", windows[:, ::stride, ::stride], np.asarray(w, float), optimize=True)
    return y if b is None else y + b
