import warnings

import numpy as np


def _pair(value):
    try:
        first, second = value
    except TypeError:
        return value, value
    return first, second


def loops_over_lists(x, kernel_size, stride=1, padding=0):
    kh, kw = _pair(kernel_size)
    sh, sw = _pair(stride)
    ph, pw = _pair(padding)
    n, h, w, c = x.shape
    pixels = x.tolist()
    rows = []
    for image in range(n):
        for top in range(-ph, h + ph - kh + 1, sh):
            for left in range(-pw, w + pw - kw + 1, sw):
                row = []
                for i in range(top, top + kh):
                    for j in range(left, left + kw):
                        inside = 0 <= i < h and 0 <= j < w
                        row.extend(pixels[image][i][j] if inside else [0] * c)
                rows.append(row)
    # a list without rows has no width
    return rows if rows else np.empty((0, kh * kw * c))


def window_by_window(x, kernel_size, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    x = np.pad(x, [(0, 0), (ph, ph), (pw, pw), (0, 0)])
    n, h, w, c = x.shape
    oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    cols = np.zeros((n * oh * ow, kh * kw * c))
    row = 0
    for image in x:
        for i in range(oh):
            for j in range(ow):
                cols[row] = image[i * sh : i * sh + kh, j * sw : j * sw + kw].ravel()
                row += 1
    print("cols:", cols.shape)
    return cols


def kernel_position_by_position(x, kernel_size, stride=1, padding=0, *, dtype=np.longdouble):
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    n, h, w, c = x.shape
    oh, ow = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    padded = np.zeros((n, h + 2 * ph, w + 2 * pw, c), dtype)
    padded[:, ph : h + ph, pw : w + pw] = x
    blocks = [padded[:, i : i + sh * oh : sh, j : j + sw * ow : sw] for i in range(kh) for j in range(kw)]
    return np.concatenate(blocks, axis=3).reshape(n * oh * ow, kh * kw * c)


def strides_in_bytes(x, kernel_size, stride=1, padding=0):
    kernel, step, border = (np.broadcast_to(v, 2) for v in (kernel_size, stride, padding))
    x = np.ascontiguousarray(np.pad(x, ((0, 0), (border[0],) * 2, (border[1],) * 2, (0, 0))))
    n, h, w, c = x.shape
    oh, ow = (np.array([h, w]) - kernel) // step + 1
    sn, sh, sw, sc = x.strides
    shape = (n, oh, ow, kernel[0], kernel[1], c)
    view = np.lib.stride_tricks.as_strided(x, shape, (sn, sh * step[0], sw * step[1], sh, sw, sc))
    return view.reshape((n * oh * ow, kernel[0] * kernel[1] * c))


def indices_into_flat_pixels(x, kernel_size, stride=1, padding=0):
    warnings.warn("fancy indexing copies")
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    n, h, w, c = x.shape
    oh, ow = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    i = (np.arange(oh) * sh)[:, None, None, None] + np.arange(kh)[:, None] - ph
    j = (np.arange(ow) * sw)[:, None, None] + np.arange(kw) - pw
    inside = (i >= 0) & (i < h) & (j >= 0) & (j < w)
    taken = x[:, np.clip(i, 0, h - 1), np.clip(j, 0, w - 1)]
    return np.where(inside[..., None], taken, 0).reshape(n * oh * ow, kh * kw * c)


def one_hot_kernels(x, kernel_size, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    n, h, w, c = x.shape
    oh, ow = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    rows = np.arange(oh)[:, None] * sh + np.arange(kh) - ph
    columns = np.arange(ow)[:, None] * sw + np.arange(kw) - pw
    pick_rows = (rows[..., None] == np.arange(h)).astype(float)
    pick_columns = (columns[..., None] == np.arange(w)).astype(float)
    picked = np.einsum("rah,nhwc,qbw->nrqabc", pick_rows, x, pick_columns, optimize=True)
    return picked.reshape(n * oh * ow, kh * kw * c)


def a_list_of_rows(x, kernel_size, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    n, h, w, _ = x.shape
    windows = [
        x[m, i : i + kh, j : j + kw].flatten()
        for m in range(n)
        for i in range(0, h - kh + 1, sh)
        for j in range(0, w - kw + 1, sw)
    ]
    return tuple(windows) if windows else np.zeros([0, kh * kw * x.shape[3]], np.float32)
