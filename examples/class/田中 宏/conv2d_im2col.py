import numpy as np

from im2col import im2col


def conv2d_im2col(x, w, b=None, stride=1, padding="valid"):
    n, h, wd, c = x.shape
    kh, kw, c_in, c_out = w.shape
    if c != c_in:
        raise ValueError("channels")
    if padding == "same":
        th = max((-(-h // stride) - 1) * stride + kh - h, 0)
        tw = max((-(-wd // stride) - 1) * stride + kw - wd, 0)
        x = np.pad(x, ((0, 0), (th // 2, th - th // 2), (tw // 2, tw - tw // 2), (0, 0)))
    elif padding != "valid":
        x = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    oh = (x.shape[1] - kh) // stride + 1
    ow = (x.shape[2] - kw) // stride + 1
    if oh <= 0 or ow <= 0:
        raise ValueError("kernel is larger than the image")
    y = im2col(x, (kh, kw), stride) @ w.reshape(kh * kw * c, c_out)
    if b is not None:
        y = y + b
    return y.reshape(n, oh, ow, c_out)
