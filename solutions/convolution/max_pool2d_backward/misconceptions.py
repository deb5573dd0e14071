import numpy as np


def _windows(x, size, stride):
    """Every window, flattened in row-major order: (n, oh, ow, c, size·size)."""
    x = np.asarray(x, np.float64)
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return windows.reshape(*windows.shape[:4], size * size)


def _scattered(x, values, size, stride):
    """dx, where values (n, oh, ow, c, size·size) say what each pixel of each window gets."""
    n, oh, ow, c, _ = values.shape
    dx = np.zeros(x.shape)
    for place in range(size * size):
        a, b = divmod(place, size)
        dx[:, a : a + stride * (oh - 1) + 1 : stride, b : b + stride * (ow - 1) + 1 : stride] += values[..., place]
    return dx


def _given(x, upstream, size, stride, place):
    """dx, where `place` (n, oh, ow, c) says which pixel of each window is credited."""
    return _scattered(x, np.eye(size * size)[place] * np.asarray(upstream, np.float64)[..., None], size, stride)


def credits_every_maximum(x, upstream, size, stride):
    """Where several pixels of a window share the largest value, you give each of them the whole upstream value.
    It goes to one pixel only: the first of them in row-major order."""
    windows = _windows(x, size, stride)
    hits = windows == windows.max(axis=-1, keepdims=True)
    return _scattered(x, hits * upstream[..., None].astype(np.float64), size, stride)


def shares_between_maxima(x, upstream, size, stride):
    """Where several pixels of a window share the largest value, you divide the upstream value among them.
    It goes undivided to one pixel: the first of them in row-major order."""
    windows = _windows(x, size, stride)
    hits = windows == windows.max(axis=-1, keepdims=True)
    shares = hits / hits.sum(axis=-1, keepdims=True)
    return _scattered(x, shares * upstream[..., None], size, stride)


def credits_the_last_maximum(x, upstream, size, stride):
    """Where several pixels of a window share the largest value, you credit the last one.
    The first in row-major order counts: a later pixel takes over only if it is larger, not if it is equal."""
    windows = _windows(x, size, stride)
    return _given(x, upstream, size, stride, size * size - 1 - windows[..., ::-1].argmax(axis=-1))


def searches_down_the_columns(x, upstream, size, stride):
    """Where several pixels of a window share the largest value, you credit the first one of the leftmost column.
    Read a window like text: the topmost row comes first, and in it the leftmost pixel."""
    windows = _windows(x, size, stride)
    down = windows.reshape(*windows.shape[:4], size, size).swapaxes(-1, -2).reshape(windows.shape)
    b, a = np.divmod(down.argmax(axis=-1), size)
    return _given(x, upstream, size, stride, a * size + b)


def keeps_the_last_window(x, upstream, size, stride):
    """A pixel that is the largest of several windows keeps only the last one's upstream value.
    Windows may overlap: add to what the pixel has already, and mind that NumPy's `dx[indices] +=` adds only once."""
    dx = np.zeros(x.shape)
    place = _windows(x, size, stride).argmax(axis=-1)
    for i, r, s, k in np.ndindex(place.shape):
        a, b = divmod(place[i, r, s, k], size)
        dx[i, r * stride + a, s * stride + b, k] = upstream[i, r, s, k]
    return dx


def averages_over_windows(x, upstream, size, stride):
    """A pixel that is the largest of several windows gets the mean of their upstream values.
    Each window adds its own share to the loss, so the pixel gets the sum."""
    place = _windows(x, size, stride).argmax(axis=-1)
    count = _given(x, np.ones(upstream.shape), size, stride, place)
    return _given(x, upstream, size, stride, place) / np.maximum(count, 1)


def spreads_as_an_average(x, upstream, size, stride):
    """You divide each upstream value evenly among the pixels of its window, as an average pool does.
    The output of a max pool depends on the largest pixel alone, so that pixel gets all of it."""
    windows = _windows(x, size, stride)
    return _scattered(x, np.ones(windows.shape) / size**2 * upstream[..., None], size, stride)


def credits_the_whole_window(x, upstream, size, stride):
    """Every pixel of a window gets its upstream value.
    Only the largest one does: a small change of the others leaves the output as it is."""
    windows = _windows(x, size, stride)
    return _scattered(x, np.ones(windows.shape) * upstream[..., None], size, stride)


def ignores_upstream(x, upstream, size, stride):
    """You mark the largest pixels with 1, whatever upstream is.
    The chain rule multiplies this mark by the window's upstream value."""
    return _given(x, np.ones(upstream.shape), size, stride, _windows(x, size, stride).argmax(axis=-1))


def multiplies_by_the_pixel(x, upstream, size, stride):
    """You multiply the upstream value by the largest pixel.
    The output equals that pixel, so its derivative by it is 1, whatever the pixel's value is."""
    windows = _windows(x, size, stride)
    return _given(x, upstream * windows.max(axis=-1), size, stride, windows.argmax(axis=-1))


def starts_the_maximum_at_zero(x, upstream, size, stride):
    """A window without a positive pixel credits none: your search for the largest pixel starts at 0.
    Start with the window's first pixel, or with −∞: the largest pixel may be negative or zero."""
    windows = _windows(x, size, stride)
    seen = windows.max(axis=-1) > 0
    return _given(x, np.where(seen, upstream, 0), size, stride, windows.argmax(axis=-1))


def compares_absolute_values(x, upstream, size, stride):
    """You credit the pixel with the largest absolute value.
    A max pool keeps the largest value: −9 is less than 1."""
    return _given(x, upstream, size, stride, np.abs(_windows(x, size, stride)).argmax(axis=-1))


def credits_the_minimum(x, upstream, size, stride):
    """You credit the smallest pixel of each window.
    A max pool hands on the largest one, so that is the one that gets the gradient."""
    return _given(x, upstream, size, stride, _windows(x, size, stride).argmin(axis=-1))


def swaps_row_and_column(x, upstream, size, stride):
    """Within a window you take the row of the largest pixel for its column, and its column for its row.
    Counted along the rows, position p lies in row p // size and column p % size."""
    a, b = np.divmod(_windows(x, size, stride).argmax(axis=-1), size)
    return _given(x, upstream, size, stride, b * size + a)


def forgets_where_the_window_starts(x, upstream, size, stride):
    """All upstream values end up in the image's upper left corner: you use the position within the window as if it
    were the position in the image. Add the row and the column where the window starts."""
    place = _windows(x, size, stride).argmax(axis=-1)
    values = np.zeros((*upstream.shape, size * size))
    np.put_along_axis(values, place[..., None], np.asarray(upstream, np.float64)[..., None], axis=-1)
    dx = np.zeros(x.shape)
    dx[:, :size, :size] = values.sum(axis=(1, 2)).reshape(len(x), x.shape[3], size, size).transpose(0, 2, 3, 1)
    return dx


def uses_one_place_for_all_channels(x, upstream, size, stride):
    """You look for the largest pixel in the first channel only, and use its place for all channels.
    Each channel is pooled on its own, and has its own largest pixels."""
    place = _windows(x, size, stride).argmax(axis=-1)
    return _given(x, upstream, size, stride, np.repeat(place[..., :1], place.shape[3], axis=3))


def uses_one_place_for_all_images(x, upstream, size, stride):
    """You look for the largest pixels of the first image only, and use their places for the whole batch.
    Each image has its own largest pixels."""
    place = _windows(x, size, stride).argmax(axis=-1)
    return _given(x, upstream, size, stride, np.repeat(place[:1], len(place), axis=0))


def averages_over_the_batch(x, upstream, size, stride):
    """You divide by the number of images.
    Upstream holds the mean over the batch already, if there is one: a backward function only hands gradients on."""
    return _given(x, upstream, size, stride, _windows(x, size, stride).argmax(axis=-1)) / max(len(x), 1)


def steps_by_the_window(x, upstream, size, stride):
    """Your windows lie side by side whatever the stride is: they move on by their own size.
    Row r of the output belongs to the window that starts at row r·stride."""
    dx = np.zeros(x.shape)
    for i, r, s, k in np.ndindex(upstream.shape):
        window = x[i, r * size : r * size + size, s * size : s * size + size, k]
        if window.size:
            a, b = np.unravel_index(np.argmax(window), window.shape)
            dx[i, r * size + a, s * size + b, k] += upstream[i, r, s, k]
    return dx


def moves_by_one_pixel(x, upstream, size, stride):
    """Your windows move by one pixel whatever the stride is.
    Row r of the output belongs to the window that starts at row r·stride, not at row r."""
    n, oh, ow, c = upstream.shape
    return _given(x, upstream, size, 1, _windows(x, size, 1)[:, :oh, :ow].argmax(axis=-1))


def takes_the_output_for_square(x, upstream, size, stride):
    """You use the output's height for both of its sides.
    How many windows lie side by side depends on the image's width."""
    dx = np.zeros(x.shape)
    n, oh, _, c = upstream.shape
    place = _windows(x, size, stride).argmax(axis=-1)
    for i, r, s, k in np.ndindex(n, oh, oh, c):
        a, b = divmod(place[i, r, s, k], size)
        dx[i, r * stride + a, s * stride + b, k] += upstream[i, r, s, k]
    return dx


def stores_x_s_dtype(x, upstream, size, stride):
    """Where x holds integers, the fractions of upstream are lost: your answer has x's dtype.
    A gradient is a floating-point number, whatever x is."""
    dx = _given(x, upstream, size, stride, _windows(x, size, stride).argmax(axis=-1))
    return dx.astype(x.dtype)
