import numpy as np


def im2col(x, kernel_size, stride=1, padding=0):
    kh, kw = np.broadcast_to(kernel_size, 2)
    sh, sw = np.broadcast_to(stride, 2)
    ph, pw = np.broadcast_to(padding, 2)
    n, h, w, c = x.shape
    padded = np.zeros((n, h + 2 * ph, w + 2 * pw, c))
    padded[:, ph : ph + h, pw : pw + w] = x
    oh, ow = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    cols = np.zeros((n * oh * ow, kh * kw * c))
    row = 0
    for i in range(n):
        for r in range(oh):
            for s in range(ow):
                cols[row] = padded[i, r * sh : r * sh + kh, s * sw : s * sw + kw].ravel()
                row += 1
    return cols
