import numpy as np


def _pair(value):
    return (int(value), int(value)) if np.ndim(value) == 0 else tuple(value)


def _six_axes(x, kernel_size, stride=1, padding=0, pad=None):
    """The right answer before its reshape: (n, oh, ow, kh, kw, c)."""
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    x = np.asarray(x, np.float64)
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0))) if pad is None else pad(x)
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2))[:, ::sh, ::sw]
    return windows.transpose(0, 1, 2, 4, 5, 3)


def _matrix(axes):
    n, oh, ow, kh, kw, c = axes.shape
    return axes.reshape(n * oh * ow, kh * kw * c)


def puts_channels_first(x, kernel_size, stride=1, padding=0):
    """Your columns run in (c, kh, kw) order: all pixels of one channel, then those of the next.
    They belong in (kh, kw, c) order: the channels of a pixel stay side by side."""
    axes = _six_axes(x, kernel_size, stride, padding)
    n, oh, ow, kh, kw, c = axes.shape
    return axes.transpose(0, 1, 2, 5, 3, 4).reshape(n * oh * ow, c * kh * kw)


def walks_windows_by_columns(x, kernel_size, stride=1, padding=0):
    """Within a window you go down its columns.
    Read it like text: along its first row, then along the second."""
    axes = _six_axes(x, kernel_size, stride, padding)
    n, oh, ow, kh, kw, c = axes.shape
    return axes.transpose(0, 1, 2, 4, 3, 5).reshape(n * oh * ow, kh * kw * c)


def walks_images_by_columns(x, kernel_size, stride=1, padding=0):
    """Your window moves down the image first.
    It moves to the right first, and then starts the next row: rows of the answer run in (n, oh, ow) order."""
    axes = _six_axes(x, kernel_size, stride, padding)
    n, oh, ow, kh, kw, c = axes.shape
    return axes.transpose(0, 2, 1, 3, 4, 5).reshape(n * oh * ow, kh * kw * c)


def puts_positions_before_images(x, kernel_size, stride=1, padding=0):
    """You collect one position of all images before you go on to the next position.
    All windows of the first image come first, then those of the second: (n, oh, ow) order."""
    axes = _six_axes(x, kernel_size, stride, padding)
    n, oh, ow, kh, kw, c = axes.shape
    return axes.transpose(1, 2, 0, 3, 4, 5).reshape(n * oh * ow, kh * kw * c)


def puts_windows_in_columns(x, kernel_size, stride=1, padding=0):
    """Your answer is transposed: each window is one of its columns.
    Here a window is a row, so that windows times kernels gives one row for each pixel of the output."""
    return _matrix(_six_axes(x, kernel_size, stride, padding)).T


def keeps_images_apart(x, kernel_size, stride=1, padding=0):
    """Your answer has an axis of its own for the images.
    It is a matrix: the windows of all images stand below each other on one axis."""
    axes = _six_axes(x, kernel_size, stride, padding)
    n, oh, ow, kh, kw, c = axes.shape
    return axes.reshape(n, oh * ow, kh * kw * c)


def takes_first_image_only(x, kernel_size, stride=1, padding=0):
    """You lay out the windows of the first image of the batch only.
    Each image contributes oh·ow rows."""
    return _matrix(_six_axes(x[:1], kernel_size, stride, padding))


def takes_first_channel_only(x, kernel_size, stride=1, padding=0):
    """Your windows hold the first channel only.
    A window of kh × kw pixels has kh·kw·c entries: every channel of every pixel."""
    return _matrix(_six_axes(x[..., :1], kernel_size, stride, padding))


def flips_windows(x, kernel_size, stride=1, padding=0):
    """You turn each window by 180°, as the mathematicians' convolution does with a kernel.
    Here, as in every framework, a window keeps the order in which it lies in the image."""
    return _matrix(_six_axes(x, kernel_size, stride, padding)[:, :, :, ::-1, ::-1])


def skips_last_window(x, kernel_size, stride=1, padding=0):
    """The last window of each row and column is missing: your loop ends one position early.
    Windows start at 0, …, size − kernel, and that last start is included."""
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    n, h, w, c = x.shape
    axes = _six_axes(x, kernel_size, stride, padding)
    oh, ow = len(range(0, h + 2 * ph - kh, sh)), len(range(0, w + 2 * pw - kw, sw))
    return _matrix(axes[:, :oh, :ow])


def steps_by_the_kernel(x, kernel_size, stride=None, padding=0):
    """Where no stride is given, your window moves on by its own size, as a pool's would.
    The default stride is 1: neighbouring windows overlap."""
    return _matrix(_six_axes(x, kernel_size, kernel_size if stride is None else stride, padding))


def takes_kernel_for_square(x, kernel_size, stride=1, padding=0):
    """You use the kernel's height for both of its sides.
    A pair is (height, width), and the two may differ."""
    return _matrix(_six_axes(x, _pair(kernel_size)[0], stride, padding))


def swaps_kernel_sides(x, kernel_size, stride=1, padding=0):
    """You take the pair kernel_size as (width, height).
    Pairs are (height, width), in the order of the image's axes."""
    return _matrix(_six_axes(x, _pair(kernel_size)[::-1], stride, padding))


def takes_image_for_square(x, kernel_size, stride=1, padding=0):
    """You work out the number of windows from the image's height, and use it for both axes.
    The number of windows along a row depends on the image's width."""
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    n, h, w, c = x.shape
    axes = _six_axes(x, kernel_size, stride, padding)
    ow = (h + 2 * ph - kw) // sw + 1
    if ow > axes.shape[2]:
        raise IndexError("window beyond the image")
    return _matrix(axes[:, :, :ow])


def ignores_stride(x, kernel_size, stride=1, padding=0):
    """Your window moves by one pixel whatever the stride is.
    Both the number of windows and the place where each begins depend on the stride."""
    return _matrix(_six_axes(x, kernel_size, 1, padding))


def strides_downwards_only(x, kernel_size, stride=1, padding=0):
    """Your stride applies downwards only; to the right your window moves by one pixel.
    Both axes have a stride: an int means the same for both."""
    return _matrix(_six_axes(x, kernel_size, (_pair(stride)[0], 1), padding))


def uses_first_stride_twice(x, kernel_size, stride=1, padding=0):
    """You use the first stride of the pair for both axes.
    A pair is (down, to the right), and the two may differ."""
    return _matrix(_six_axes(x, kernel_size, _pair(stride)[0], padding))


def swaps_strides(x, kernel_size, stride=1, padding=0):
    """You take the pair stride as (to the right, down).
    Pairs are (down, to the right), in the order of the image's axes."""
    return _matrix(_six_axes(x, kernel_size, _pair(stride)[::-1], padding))


def keeps_partial_windows(x, kernel_size, stride=1, padding=0):
    """You keep windows that reach beyond the image's end, and fill them up with zeros.
    Only whole windows count: the division in the number of windows rounds down."""
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    n, h, w, c = x.shape
    more_rows, more_columns = -(h + 2 * ph - kh) % sh, -(w + 2 * pw - kw) % sw

    def pad(x):
        return np.pad(x, ((0, 0), (ph, ph + more_rows), (pw, pw + more_columns), (0, 0)))

    return _matrix(_six_axes(x, kernel_size, stride, pad=pad))


def ignores_padding(x, kernel_size, stride=1, padding=0):
    """You don't use the padding.
    The images are surrounded by zeros before windows are taken, and there are more windows then."""
    return _matrix(_six_axes(x, kernel_size, stride, 0))


def pads_at_the_end_only(x, kernel_size, stride=1, padding=0):
    """You add all the zeros below and to the right.
    Half of them belong above and to the left: padding counts on each side."""
    ph, pw = _pair(padding)

    def pad(x):
        return np.pad(x, ((0, 0), (0, 2 * ph), (0, 2 * pw), (0, 0)))

    return _matrix(_six_axes(x, kernel_size, stride, pad=pad))


def splits_padding_over_sides(x, kernel_size, stride=1, padding=0):
    """You take the padding as a total, and share it between the two sides.
    It counts on each side: padding 1 makes an image two pixels higher and two wider."""
    ph, pw = _pair(padding)

    def pad(x):
        return np.pad(x, ((0, 0), (ph // 2, ph - ph // 2), (pw // 2, pw - pw // 2), (0, 0)))

    return _matrix(_six_axes(x, kernel_size, stride, pad=pad))


def repeats_the_border(x, kernel_size, stride=1, padding=0):
    """You fill the padding with copies of the outermost pixels.
    Here it is filled with zeros."""
    ph, pw = _pair(padding)

    def pad(x):
        # numpy repeats nothing of an empty batch
        return np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)), mode="edge" if x.size else "constant")

    return _matrix(_six_axes(x, kernel_size, stride, pad=pad))


def pads_every_axis(x, kernel_size, stride=1, padding=0):
    """You pad all four axes: the batch gains images of zeros, and pixels gain channels.
    Zeros belong around height and width only."""
    ph, pw = _pair(padding)

    def pad(x):
        return np.pad(x, ((ph, ph), (ph, ph), (pw, pw), (pw, pw)))

    return _matrix(_six_axes(x, kernel_size, stride, pad=pad))


def swaps_paddings(x, kernel_size, stride=1, padding=0):
    """You take the pair padding as (left and right, above and below).
    Pairs are (above and below, left and right), in the order of the image's axes."""
    return _matrix(_six_axes(x, kernel_size, stride, _pair(padding)[::-1]))


def counts_padding_once(x, kernel_size, stride=1, padding=0):
    """Your number of windows counts the padding once, so that the last ones are missing.
    There are zeros on both sides of an axis."""
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    n, h, w, c = x.shape
    oh, ow = (h + ph - kh) // sh + 1, (w + pw - kw) // sw + 1
    return _matrix(_six_axes(x, kernel_size, stride, padding)[:, : max(oh, 0), : max(ow, 0)])


def stores_integers(x, kernel_size, stride=1, padding=0):
    """Fractions are cut off: your matrix, or your padded image, has an integer dtype.
    A pixel of 0.5 becomes 0 there. Let it hold floating-point numbers."""
    return np.trunc(_matrix(_six_axes(x, kernel_size, stride, padding)))


def leaves_a_size_to_reshape(x, kernel_size, stride=1, padding=0):
    """Your function raises an error for a batch of no images.
    A size given as -1 can't be worked out from zero elements: you know every size, so state them."""
    axes = _six_axes(x, kernel_size, stride, padding)
    n, oh, ow = axes.shape[:3]
    return axes.reshape(n * oh * ow, -1)
