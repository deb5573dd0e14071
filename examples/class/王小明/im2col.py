import numpy as np


def im2col(x, kernel_size, stride=1, padding=0):
    kh, kw = kernel_size if isinstance(kernel_size, tuple) else (kernel_size,) * 2
    sh, sw = stride if isinstance(stride, tuple) else (stride,) * 2
    ph, pw = padding if isinstance(padding, tuple) else (padding,) * 2
    n, h, w, c = x.shape
    oh = (h + 2 * ph - kh) // sh + 1
    ow = (w + 2 * pw - kw) // sw + 1

    def 像素(i, r, s, k):
        r, s = r - ph, s - pw
        return float(x[i, r, s, k]) if 0 <= r < h and 0 <= s < w else 0.0

    行 = []
    for i in range(n):
        for r in range(oh):
            for s in range(ow):
                行.append(
                    [像素(i, r * sh + a, s * sw + b, k) for a in range(kh) for b in range(kw) for k in range(c)]
                )
    return np.array(行).reshape(n * oh * ow, kh * kw * c)
