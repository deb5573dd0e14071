import math

import numpy as np


def conv2d_im2col(x, w, b=None, stride=1, padding="valid"):
    n, h, wd, c = x.shape
    kh, kw, c_in, c_out = w.shape
    if c != c_in:
        raise ValueError("x and w disagree about the channels")

    def amount(size, k):
        if padding == "valid":
            return 0, 0
        if padding == "same":
            total = max((math.ceil(size / stride) - 1) * stride + k - size, 0)
            return math.ceil(total / 2), total // 2
        return padding, padding

    padded = np.pad(x, ((0, 0), amount(h, kh), amount(wd, kw), (0, 0)))
    oh = (padded.shape[1] - kh) // stride + 1
    ow = (padded.shape[2] - kw) // stride + 1
    if oh < 1 or ow < 1:
        raise ValueError("the kernel does not fit into the image")
    cols = np.zeros((n * oh * ow, kh * kw * c))
    row = 0
    for i in range(n):
        for r in range(oh):
            for s in range(ow):
                window = padded[i, r * stride : r * stride + kh, s * stride : s * stride + kw]
                cols[row] = window.reshape(kh * kw * c)
                row += 1
    y = cols @ w.reshape(kh * kw * c, c_out)
    if b is not None:
        y += b
    return y.reshape(n, oh, ow, c_out)
