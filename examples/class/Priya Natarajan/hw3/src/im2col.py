import numpy as np


def im2col(x, kernel_size, stride=1, padding=0):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size, kernel_size)
    sh, sw = stride if isinstance(stride, tuple) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    n, h, w, c = x.shape
    oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    cols = np.zeros((n, oh, ow, kh, kw, c))
    for a in range(kh):
        for b in range(kw):
            cols[:, :, :, a, b] = x[:, a : a + oh * sh : sh, b : b + ow * sw : sw]
    return cols.reshape(n * oh * ow, -1)
