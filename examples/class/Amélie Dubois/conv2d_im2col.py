import numpy as np


def zeros(size, k, s, padding):
    if padding == "same":
        total = max((-(-size // s) - 1) * s + k - size, 0)
        return total // 2, total - total // 2
    return (0, 0) if padding == "valid" else (padding, padding)


def conv2d_im2col(x, w, b=None, stride=1, padding="valid"):
    kh, kw, c_in, c_out = w.shape
    if x.shape[3] != c_in:
        raise ValueError("channels of x and w differ")
    x = np.pad(x, [(0, 0), zeros(x.shape[1], kh, stride, padding), zeros(x.shape[2], kw, stride, padding), (0, 0)])
    n, h, wd, _ = x.shape
    oh, ow = (h - kh) // stride + 1, (wd - kw) // stride + 1
    if oh < 1 or ow < 1:
        raise ValueError("kernel larger than image")
    cols = np.empty((n, oh, ow, kh, kw, c_in))
    for i in range(kh):
        for j in range(kw):
            cols[:, :, :, i, j] = x[:, i : i + stride * oh : stride, j : j + stride * ow : stride]
    y = cols.reshape(n * oh * ow, -1 if n else kh * kw * c_in) @ w.reshape(kh * kw * c_in, c_out).astype(float)
    if b is not None:
        y = y + b
    return y.reshape(n, oh, ow, c_out)
