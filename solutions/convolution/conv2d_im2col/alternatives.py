import math
import warnings

import numpy as np


def _zeros(size, kernel, stride, padding):
    if padding == "same":
        total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
        return total // 2, total - total // 2
    return (0, 0) if padding == "valid" else (padding, padding)


def _sizes(x, w, stride, padding):
    if x.shape[3] != w.shape[2]:
        raise ValueError("channels")
    around = [_zeros(x.shape[axis + 1], w.shape[axis], stride, padding) for axis in (0, 1)]
    out = [(x.shape[axis + 1] + sum(around[axis]) - w.shape[axis]) // stride + 1 for axis in (0, 1)]
    if min(out) < 1:
        raise ValueError("kernel too large")
    return around, out


def loops_over_lists(x, w, b=None, stride=1, padding="valid"):
    ((top, _), (left, _)), (oh, ow) = _sizes(x, w, stride, padding)
    n, height, width, c_in = x.shape
    kh, kw, _, c_out = w.shape
    if n == 0:
        return np.zeros((0, oh, ow, c_out))
    pixels, weights = x.tolist(), w.tolist()
    biases = [0.0] * c_out if b is None else b.tolist()

    def one(m, r, q, o):
        total = biases[o]
        for i in range(kh):
            row = r * stride + i - top
            if not 0 <= row < height:
                continue
            for j in range(kw):
                column = q * stride + j - left
                if 0 <= column < width:
                    for k in range(c_in):
                        total += pixels[m][row][column][k] * weights[i][j][k][o]
        return total

    return [[[[one(m, r, q, o) for o in range(c_out)] for q in range(ow)] for r in range(oh)] for m in range(n)]


def sum_of_shifted_products(x, w, b=None, stride=1, padding="valid"):
    around, (oh, ow) = _sizes(x, w, stride, padding)
    padded = np.pad(x.astype(float), [(0, 0), *around, (0, 0)])
    y = np.zeros((len(x), oh, ow, w.shape[3]))
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            y += padded[:, i : i + stride * oh : stride, j : j + stride * ow : stride] @ w[i, j]
    print("mean of y:", y.sum() / max(y.size, 1))
    return y if b is None else y + b


def einsum_over_windows(x, w, b=None, stride=1, padding="valid", *, optimize=False):
    around, _ = _sizes(x, w, stride, padding)
    padded = np.pad(x, [(0, 0), *around, (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[:2], axis=(1, 2))[:, ::stride, ::stride]
    y = np.einsum("nrqcij,ijco->nrqo", windows, w, optimize=optimize)
    return y if b is None else np.add(y, b)


def tensordot_over_windows(x, w, b=None, stride=1, padding="valid"):
    warnings.warn("tensordot copies")
    around, (oh, ow) = _sizes(x, w, stride, padding)
    padded = np.ascontiguousarray(np.pad(x, [(0, 0), *around, (0, 0)]))
    s0, s1, s2, s3 = padded.strides
    shape = (x.shape[0], oh, ow, w.shape[0], w.shape[1], x.shape[3])
    windows = np.lib.stride_tricks.as_strided(padded, shape, (s0, s1 * stride, s2 * stride, s1, s2, s3))
    return np.tensordot(windows, w, axes=3) + (0 if b is None else b)


def fourier_transform(x, w, b=None, stride=1, padding="valid"):
    around, (oh, ow) = _sizes(x, w, stride, padding)
    padded = np.pad(x.astype(np.float64), [(0, 0), *around, (0, 0)])
    side = padded.shape[1:3]
    spectrum = np.fft.rfft2(padded, axes=(1, 2))
    kernel = np.conj(np.fft.rfft2(w.astype(np.float64), s=side, axes=(0, 1)))
    full = np.fft.irfft2(np.einsum("nuvc,uvco->nuvo", spectrum, kernel), s=side, axes=(1, 2))
    y = full[:, : stride * oh : stride, : stride * ow : stride]
    return y if b is None else y + b


def window_by_window(x, w, b=None, stride=1, padding="valid"):
    around, (oh, ow) = _sizes(x, w, stride, padding)
    padded = np.pad(x, [(0, 0), *around, (0, 0)])
    kh, kw, c_in, c_out = w.shape
    cols = np.empty((len(x) * oh * ow, kh * kw * c_in), np.longdouble)
    row = 0
    for image in padded:
        for r in range(0, stride * oh, stride):
            for q in range(0, stride * ow, stride):
                cols[row] = image[r : r + kh, q : q + kw].reshape(kh * kw * c_in)
                row += 1
    y = np.dot(cols, w.reshape(kh * kw * c_in, c_out))
    if b is not None:
        y = y + b
    return y.reshape(len(x), oh, ow, c_out)


def keeps_the_precision_it_gets(x, w, b=None, stride=1, padding="valid"):
    around, (oh, ow) = _sizes(x, w, stride, padding)
    b = np.zeros(w.shape[3], w.dtype) if b is None else b
    dtype = np.result_type(x, w, b)
    kh, kw, c_in, c_out = w.shape
    planes = np.pad(x.astype(dtype).transpose(3, 0, 1, 2), [(0, 0), (0, 0), *around])
    # windows as columns, channels slowest: the kernels are laid out the same way
    cols = np.array(
        [
            plane[:, i : i + stride * oh : stride, j : j + stride * ow : stride].ravel()
            for plane in planes
            for i in range(kh)
            for j in range(kw)
        ]
    )
    y = w.transpose(3, 2, 0, 1).reshape(c_out, c_in * kh * kw).astype(dtype) @ cols + b[:, None]
    return y.T.reshape(x.shape[0], oh, ow, c_out)


def one_big_matrix(x, w, b=None, stride=1, padding="valid"):
    ((top, _), (left, _)), (oh, ow) = _sizes(x, w, stride, padding)
    n, height, width, c_in = x.shape
    kh, kw, _, c_out = w.shape
    # as a dense layer whose weights are mostly zero
    rows = (np.arange(height)[:, None, None] + top == np.arange(oh)[:, None] * stride + np.arange(kh)).astype(float)
    columns = (np.arange(width)[:, None, None] + left == np.arange(ow)[:, None] * stride + np.arange(kw)).astype(float)
    if height * width * c_in * oh * ow * c_out > 10**6:
        return np.asarray(einsum_over_windows(x, w, b, stride, padding, optimize=True))
    matrix = np.einsum("hri,vqj,ijco->hvcrqo", rows, columns, w, optimize=True)
    y = x.reshape(n, height * width * c_in) @ matrix.reshape(height * width * c_in, oh * ow * c_out)
    y = y.reshape(n, oh, ow, c_out)
    return y if b is None else y + b
