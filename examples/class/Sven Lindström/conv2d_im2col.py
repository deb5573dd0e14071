import numpy as np


def conv2d_im2col(x, w, b=None, stride=1, padding="valid"):
    N, H, W, C = x.shape
    KH, KW, CI, CO = w.shape
    if C != CI:
        raise ValueError("wrong number of channels")
    if padding == "same":
        OH, OW = -(-H // stride), -(-W // stride)
        th = max((OH - 1) * stride + KH - H, 0)
        tw = max((OW - 1) * stride + KW - W, 0)
        top, left = th // 2, tw // 2
        below, right = th - top, tw - left
    else:
        top = below = left = right = 0 if padding == "valid" else padding
        OH = (H + 2 * top - KH) // stride + 1
        OW = (W + 2 * left - KW) // stride + 1
    if OH < 1 or OW < 1:
        raise ValueError("nothing left")
    big = np.zeros((N, H + top + below, W + left + right, C))
    big[:, top : top + H, left : left + W, :] = x
    y = np.zeros((N, OH, OW, CO))
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                window = big[n, i * stride : i * stride + KH, j * stride : j * stride + KW, :]
                for o in range(CO):
                    y[n, i, j, o] = np.sum(window * w[:, :, :, o])
                    if b is not None:
                        y[n, i, j, o] += b[o]
    return y
