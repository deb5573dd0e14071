import warnings

import numpy as np


def loops_over_lists(x, upstream, size, stride):
    n, h, w, c = x.shape
    pixels, handed_down = x.tolist(), upstream.tolist()
    dx = [[[[0.0] * c for _ in range(w)] for _ in range(h)] for _ in range(n)]
    for i in range(n):
        for r, row in enumerate(handed_down[i]):
            for s, values in enumerate(row):
                for k in range(c):
                    best = None
                    for a in range(r * stride, r * stride + size):
                        for b in range(s * stride, s * stride + size):
                            if best is None or pixels[i][a][b][k] > pixels[i][best[0]][best[1]][k]:
                                best = a, b
                    dx[i][best[0]][best[1]][k] += values[k]
    return dx


def window_by_window(x, upstream, size, stride):
    dx = np.zeros_like(x, dtype=float)
    for i, r, s, k in np.ndindex(upstream.shape):
        window = x[i, r * stride : r * stride + size, s * stride : s * stride + size, k]
        a, b = np.unravel_index(np.argmax(window), window.shape)
        dx[i, r * stride + a, s * stride + b, k] += upstream[i, r, s, k]
    print("done", dx.shape)
    return dx


def position_by_position(x, upstream, size, stride):
    n, oh, ow, c = upstream.shape
    slices = [
        (slice(None), slice(a, a + stride * (oh - 1) + 1, stride), slice(b, b + stride * (ow - 1) + 1, stride))
        for a in range(size)
        for b in range(size)
    ]
    y = np.max([x[place] for place in slices], axis=0)
    waiting = np.ones(y.shape, bool)
    dx = np.zeros(x.shape)
    for place in slices:
        hit = waiting & (x[place] == y)
        dx[place] += hit * upstream
        waiting &= ~hit
    return dx


def backwards_through_the_window(x, upstream, size, stride, *, dtype=np.longdouble):
    """Goes from the last position to the first, so that the first of equal pixels has the last word."""
    n, oh, ow, c = upstream.shape
    best = np.full(upstream.shape, -np.inf)
    row, column = np.zeros((2, *upstream.shape), int)
    for a in reversed(range(size)):
        for b in reversed(range(size)):
            pixel = x[:, a::stride, b::stride][:, :oh, :ow]
            better = pixel >= best
            best = np.where(better, pixel, best)
            row, column = np.where(better, a, row), np.where(better, b, column)
    dx = np.zeros(x.shape, dtype)
    for i, r, s, k in np.argwhere(np.ones(upstream.shape)):
        dx[i, r * stride + row[i, r, s, k], s * stride + column[i, r, s, k], k] += upstream[i, r, s, k]
    return dx


def bincount_of_flat_places(x, upstream, size, stride):
    n, h, w, c = x.shape
    if n == 0:
        return np.zeros(x.shape, np.float32)
    _, oh, ow, _ = upstream.shape
    i, r, s, k = np.indices(upstream.shape)
    a, b = np.divmod(np.arange(size * size), size)
    flat = ((i[..., None] * h + r[..., None] * stride + a) * w + s[..., None] * stride + b) * c + k[..., None]
    pixels = x.ravel()[flat]
    first = np.argsort(-pixels.astype(float), axis=-1, kind="stable")[..., :1]
    winners = np.take_along_axis(flat, first, axis=-1)
    return np.bincount(winners.ravel(), weights=upstream.ravel(), minlength=x.size).reshape(x.shape)


def one_hot_windows(x, upstream, size, stride):
    warnings.warn("a product for each of the window's positions")
    n, oh, ow, c = upstream.shape
    rows = (np.arange(oh)[:, None] * stride + np.arange(size))[..., None] == np.arange(x.shape[1])
    columns = (np.arange(ow)[:, None] * stride + np.arange(size))[..., None] == np.arange(x.shape[2])
    windows = np.einsum("rah,nhwc,sbw->nrscab", rows * 1.0, x, columns * 1.0, optimize=True)
    places = windows.reshape(n, oh, ow, c, size * size).argmax(-1)
    one_hot = np.eye(size * size)[places].reshape(n, oh, ow, c, size, size)
    return np.einsum("nrsc,nrscab,rah,sbw->nhwc", upstream, one_hot, rows * 1.0, columns * 1.0, optimize=True)


def one_channel_at_a_time(x, upstream, size, stride):
    planes = []
    for image, values in zip(x, upstream):
        for plane, handed_down in zip(np.moveaxis(image, -1, 0), np.moveaxis(values, -1, 0)):
            dx = {}
            for (r, s), value in np.ndenumerate(handed_down):
                top, left = r * stride, s * stride
                places = [(a, b) for a in range(top, top + size) for b in range(left, left + size)]
                winner = max(places, key=plane.__getitem__)  # max keeps the first of equal ones
                dx[winner] = dx.get(winner, 0) + float(value)
            out = np.zeros(plane.shape)
            for place, value in dx.items():
                out[place] = value
            planes.append(out)
    n, h, w, c = x.shape
    return np.moveaxis(np.reshape(planes, (n, c, h, w)), 1, -1)
