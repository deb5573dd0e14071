import numpy as np


def _zeros(size, kernel, stride, padding):
    if padding == "same":
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        return total // 2, total - total // 2
    return (0, 0) if padding == "valid" else (padding, padding)


def _windows(x, w, stride, padding, zeros=_zeros, mode="constant"):
    """Windows in the right order, (n, oh, ow, kh, kw, c); `zeros` says how many come before and after on an axis."""
    if x.shape[3] != w.shape[2]:
        raise ValueError("channels disagree")
    kh, kw = w.shape[:2]
    around = [zeros(x.shape[1], kh, stride, padding), zeros(x.shape[2], kw, stride, padding)]
    x = np.pad(np.asarray(x, np.float64), [(0, 0), *around, (0, 0)], mode=mode)
    if x.shape[1] < kh or x.shape[2] < kw:
        raise ValueError("the kernel does not fit")
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2))[:, ::stride, ::stride]
    return windows.transpose(0, 1, 2, 4, 5, 3)


def _product(windows, w, b):
    y = np.tensordot(windows, w.astype(np.float64), 3)
    return y if b is None else y + b


def _right(x, w, b, stride, padding, **how):
    return _product(_windows(x, w, stride, padding, **how), w, b)


def flips_kernel(x, w, b=None, stride=1, padding="valid"):
    """You turn the kernel by 180°, as the mathematicians' convolution does.
    Deep learning's convolution is cross-correlation: the kernel is laid on the image as it is."""
    return _right(x, w[::-1, ::-1], b, stride, padding)


def forgets_bias(x, w, b=None, stride=1, padding="valid"):
    """You don't add the bias b.
    Each output channel has one, added to all of its pixels."""
    return _right(x, w, None, stride, padding)


def adds_bias_at_each_kernel_position(x, w, b=None, stride=1, padding="valid"):
    """You add the bias once for each position of the kernel, inside the sum.
    It is added once to each output, after the sum."""
    return _right(x, w, None if b is None else b * (w.shape[0] * w.shape[1]), stride, padding)


def averages_window(x, w, b=None, stride=1, padding="valid"):
    """You divide by the number of weights, as a mean does.
    A convolution is the sum of the products."""
    return _product(_windows(x, w, stride, padding) / np.prod(w.shape[:3]), w, b)


def applies_relu(x, w, b=None, stride=1, padding="valid"):
    """Your negative outputs became 0: you apply ReLU.
    A convolution has no activation of its own."""
    return np.maximum(_right(x, w, b, stride, padding), 0)


def transposes_kernel(x, w, b=None, stride=1, padding="valid"):
    """You take the kernel's axes as (width, height).
    The first axis of w runs down the image, the second to the right."""
    return _right(x, w.transpose(1, 0, 2, 3), b, stride, padding)


def reads_outputs_first(x, w, b=None, stride=1, padding="valid"):
    """You reshape w as though the output channels came first.
    They are w's last axis: reshape so that they stay last, or transpose before you reshape."""
    windows = _windows(x, w, stride, padding)
    return _product(windows, w.reshape(w.shape[3], -1).T.reshape(w.shape), b)


def puts_channels_first(x, w, b=None, stride=1, padding="valid"):
    """The columns of your windows run in (c, kh, kw) order, but the rows of the reshaped kernel in (kh, kw, c) order.
    Both must be the same: keep the channels of a pixel side by side."""
    windows = _windows(x, w, stride, padding)
    return _product(windows.transpose(0, 1, 2, 5, 3, 4).reshape(windows.shape), w, b)


def uses_first_channel(x, w, b=None, stride=1, padding="valid"):
    """You use the first input channel only.
    An output adds up the products of all input channels, each with its own slice of w."""
    return _right(x[..., :1], w[:, :, :1], b, stride, padding)


def keeps_channels_apart(x, w, b=None, stride=1, padding="valid"):
    """You leave the input channels unsummed: each output channel sees one input channel.
    Every output channel adds up the products of all input channels."""
    windows = _windows(x, w, stride, padding)
    c_in, c_out = w.shape[2:]
    mine = np.arange(c_out) % c_in
    y = np.einsum("nrqijo,ijo->nrqo", windows[..., mine], w.astype(np.float64)[:, :, mine, np.arange(c_out)])
    return y if b is None else y + b


def swaps_output_sides(x, w, b=None, stride=1, padding="valid"):
    """You reshape the product to (n, ow, oh, c_out).
    Windows were taken row by row, so that the output's height comes before its width."""
    y = _right(x, w, b, stride, padding)
    n, oh, ow, c_out = y.shape
    return y.reshape(n, ow, oh, c_out)


def mixes_images(x, w, b=None, stride=1, padding="valid"):
    """Your windows go through the images first, position by position, but the product is reshaped as though each image
    came whole. Either collect all windows of an image together, or transpose after the reshape."""
    y = _right(x, w, b, stride, padding)
    return y.transpose(1, 2, 0, 3).reshape(y.shape)


def returns_channels_first(x, w, b=None, stride=1, padding="valid"):
    """Your output has its channels before height and width.
    Images are (n, height, width, channels) here, outputs as well."""
    return _right(x, w, b, stride, padding).transpose(0, 3, 1, 2)


def drops_axes_of_one(x, w, b=None, stride=1, padding="valid"):
    """Your output lacks axes: those of length 1 are gone.
    It always has four, (n, oh, ow, c_out), for one image, one pixel or one channel too."""
    return np.squeeze(_right(x, w, b, stride, padding))


def skips_last_window(x, w, b=None, stride=1, padding="valid"):
    """The last row and column of your output are missing: your loop ends one position early.
    Windows start at 0, …, size − kernel, and that last start is included."""
    windows = _windows(x, w, stride, padding)
    (top, bottom), (left, right) = (_zeros(x.shape[a + 1], w.shape[a], stride, padding) for a in (0, 1))
    oh = len(range(0, x.shape[1] + top + bottom - w.shape[0], stride))
    ow = len(range(0, x.shape[2] + left + right - w.shape[1], stride))
    return _product(windows[:, :oh, :ow], w, b)


def takes_image_for_square(x, w, b=None, stride=1, padding="valid"):
    """You work out the output's width from the image's height.
    Images need not be square: each axis has its own size, kernel side and zeros."""
    windows = _windows(x, w, stride, padding)
    before, after = _zeros(x.shape[1], w.shape[1], stride, padding)
    ow = (x.shape[1] + before + after - w.shape[1]) // stride + 1
    if ow > windows.shape[2]:
        raise IndexError("window beyond the image")
    return _product(windows[:, :, : max(ow, 0)], w, b)


def ignores_stride(x, w, b=None, stride=1, padding="valid"):
    """Your window moves by one pixel whatever the stride is.
    Both the size of the output and the place where each window begins depend on the stride."""
    return _right(x, w, b, 1, padding)


def strides_downwards_only(x, w, b=None, stride=1, padding="valid"):
    """Your stride applies downwards only; to the right your window moves by one pixel.
    Both axes have the same stride."""
    height = _zeros(x.shape[1], w.shape[0], stride, padding)
    width = _zeros(x.shape[2], w.shape[1], 1, padding)
    padded = np.pad(x, [(0, 0), height, width, (0, 0)])
    return _product(_windows(padded, w, 1, "valid")[:, ::stride], w, b)


def keeps_partial_windows(x, w, b=None, stride=1, padding="valid"):
    """You keep windows that reach beyond the image's end, and fill them up with zeros.
    Only whole windows count, unless the padding is "same": the division rounds down."""

    def zeros(size, kernel, stride, padding):
        before, after = _zeros(size, kernel, stride, padding)
        return before, after + -(size + before + after - kernel) % stride

    return _right(x, w, b, stride, padding, zeros=zeros)


def ignores_padding(x, w, b=None, stride=1, padding="valid"):
    """You don't use the padding: every output is as small as with "valid".
    Both "same" and a number surround the image with zeros before windows are taken."""
    return _right(x, w, b, stride, "valid")


def ignores_padding_numbers(x, w, b=None, stride=1, padding="valid"):
    """You know "valid" and "same", but don't use a padding given as a number.
    It says how many zeros to put on each side of both axes."""
    return _right(x, w, b, stride, padding if padding == "same" else "valid")


def splits_padding_number(x, w, b=None, stride=1, padding="valid"):
    """You take a padding given as a number for a total, and share it between the two sides.
    It counts on each side: padding 1 makes an image two pixels higher and two wider."""

    def zeros(size, kernel, stride, padding):
        if isinstance(padding, str):
            return _zeros(size, kernel, stride, padding)
        return padding // 2, padding - padding // 2

    return _right(x, w, b, stride, padding, zeros=zeros)


def pads_number_at_the_end(x, w, b=None, stride=1, padding="valid"):
    """You put all zeros of a padding given as a number below and to the right.
    As many belong above and to the left."""

    def zeros(size, kernel, stride, padding):
        return _zeros(size, kernel, stride, padding) if isinstance(padding, str) else (0, 2 * padding)

    return _right(x, w, b, stride, padding, zeros=zeros)


def counts_padding_once(x, w, b=None, stride=1, padding="valid"):
    """The size of your output counts a padding given as a number once, so that the last windows are missing.
    There are zeros on both sides of an axis."""
    windows = _windows(x, w, stride, padding)
    if isinstance(padding, str):
        return _product(windows, w, b)
    oh, ow = ((x.shape[a + 1] + padding - w.shape[a]) // stride + 1 for a in (0, 1))
    return _product(windows[:, : max(oh, 0), : max(ow, 0)], w, b)


def repeats_border(x, w, b=None, stride=1, padding="valid"):
    """You fill the padding with copies of the outermost pixels.
    Here it is filled with zeros."""
    return _right(x, w, b, stride, padding, mode="edge" if x.size else "constant")


def pads_same_before(x, w, b=None, stride=1, padding="valid"):
    """Under "same" you put the odd zero above and to the left.
    TensorFlow puts it below and to the right."""
    return _right(x, w, b, stride, padding, zeros=lambda *a: _zeros(*a)[::-1])


def pads_same_at_the_end(x, w, b=None, stride=1, padding="valid"):
    """Under "same" you put all zeros below and to the right.
    Half of them, rounded down, belong above and to the left."""

    def zeros(size, kernel, stride, padding):
        before, after = _zeros(size, kernel, stride, padding)
        return (0, before + after) if padding == "same" else (before, after)

    return _right(x, w, b, stride, padding, zeros=zeros)


def pads_same_by_half_the_kernel(x, w, b=None, stride=1, padding="valid"):
    """Under "same" you pad half the kernel, rounded down, on each side.
    That is too much for even kernels, and often for strides above 1: the total depends on size, kernel and stride."""

    def zeros(size, kernel, stride, padding):
        return (kernel // 2, kernel // 2) if padding == "same" else _zeros(size, kernel, stride, padding)

    return _right(x, w, b, stride, padding, zeros=zeros)


def pads_same_as_for_stride_one(x, w, b=None, stride=1, padding="valid"):
    """Under "same" you always pad kernel − 1 zeros in total, which is right for stride 1.
    With a larger stride the windows reach less far, and fewer zeros are needed: the total depends on the stride."""

    def zeros(size, kernel, stride, padding):
        return _zeros(size, kernel, 1 if padding == "same" else stride, padding)

    return _right(x, w, b, stride, padding, zeros=zeros)


def pads_width_as_height(x, w, b=None, stride=1, padding="valid"):
    """Under "same" you pad the width by as much as the height.
    Each axis has its own total, from its own size and its own side of the kernel."""
    around = _zeros(x.shape[1], w.shape[0], stride, padding)
    return _right(x, w, b, stride, padding, zeros=lambda *a: around)


def keeps_size_whatever_the_stride(x, w, b=None, stride=1, padding="valid"):
    """Under "same" your output is as large as the image even with a stride above 1.
    It has ceil(size / stride) pixels a side: "same" as the image at stride 1 only."""

    def zeros(size, kernel, stride, padding):
        if padding != "same":
            return _zeros(size, kernel, stride, padding)
        total = (size - 1) * stride + kernel - size
        return total // 2, total - total // 2

    return _right(x, w, b, stride, padding, zeros=zeros)


def rounds_same_size_down(x, w, b=None, stride=1, padding="valid"):
    """Under "same" your output has floor(size / stride) pixels a side.
    It has ceil(size / stride): a last window that is not full counts too."""
    y = _right(x, w, b, stride, padding)
    return y[:, : x.shape[1] // stride, : x.shape[2] // stride] if padding == "same" else y


def truncates_to_integers(x, w, b=None, stride=1, padding="valid"):
    """Where the image holds integers, your output does so too, and fractions of the sum are cut off.
    Weights and biases may be fractions: let the output hold floating-point numbers."""
    y = _right(x, w, b, stride, padding)
    return np.trunc(y) if np.issubdtype(x.dtype, np.integer) else y


def computes_in_single_precision(x, w, b=None, stride=1, padding="valid"):
    """Your result has only seven correct digits: somewhere it passes through float32.
    Keep float64, for which your inputs have sixteen."""
    with np.errstate(over="ignore", invalid="ignore"):
        y = np.tensordot(_windows(x, w, stride, padding).astype(np.float32), w.astype(np.float32), 3)
        return (y if b is None else y + b.astype(np.float32)).astype(np.float64)


def leaves_a_size_to_reshape(x, w, b=None, stride=1, padding="valid"):
    """Your function raises an error for a batch of no images.
    A size given as -1 can't be worked out from zero elements: you know every size, so state them."""
    y = _right(x, w, b, stride, padding)
    return y.reshape(*y.shape[:3], -1)
