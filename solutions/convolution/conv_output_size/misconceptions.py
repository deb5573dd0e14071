import math


def _check(input_size, kernel_size, stride, padding, dilation):
    if min(input_size, kernel_size, stride, dilation) < 1:
        raise ValueError("below 1")
    if padding not in ("valid", "same") and (isinstance(padding, str) or padding < 0):
        raise ValueError("bad padding")


def _size(input_size, span, stride, padding):
    if padding == "same":
        return -(-input_size // stride)
    size = (input_size + 2 * (0 if padding == "valid" else padding) - span) // stride + 1
    if size < 1:
        raise ValueError("no room")
    return size


def _numerator(input_size, kernel_size, padding, dilation):
    return input_size + 2 * (0 if padding == "valid" else padding) - dilation * (kernel_size - 1) - 1


def forgets_plus_one(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You count the moves of the kernel, not its places.
    A kernel as long as the input never moves, and still gives one output.
    """
    if padding == "same":
        return -(-input_size // stride)
    return _numerator(input_size, kernel_size, padding, dilation) // stride


def counts_one_place_too_many(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You take away one pixel too few: the answer is one too large where the stride is 1.
    A kernel of k taps leaves k − 1 places out, not k − 2.
    """
    if padding == "same":
        return -(-input_size // stride)
    return (_numerator(input_size, kernel_size, padding, dilation) + 1) // stride + 1


def ignores_kernel(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You let the kernel hang over the end: "valid" counts only places where it fits as a whole.
    Does your answer change when the kernel grows?
    """
    if padding == "same" or padding == "valid":
        return -(-input_size // stride)
    return -(-(input_size + 2 * padding) // stride)


def ignores_stride(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You leave the stride out where you count windows: your answer is the one for stride 1.
    With a larger stride the kernel skips places.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    return _size(input_size, dilation * (kernel_size - 1) + 1, stride if padding == "same" else 1, padding)


def rounds_up(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You round up: a last window that hangs over the end counts as an output.
    Only whole windows count; what is left over is dropped.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return -(-input_size // stride)
    return math.ceil(_numerator(input_size, kernel_size, padding, dilation) / stride) + 1


def rounds_to_nearest(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You round to the nearest whole number: where more than half a stride is left over you count one window too many.
    What is left over is dropped, however much it is.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return -(-input_size // stride)
    return math.floor(_numerator(input_size, kernel_size, padding, dilation) / stride + 0.5) + 1


def keeps_the_fraction(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You divide without rounding, so that your answer may be 2.5 outputs.
    Only whole windows count.
    """
    if padding == "same":
        return -(-input_size // stride)
    return _numerator(input_size, kernel_size, padding, dilation) / stride + 1


def insists_on_exact_division(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You raise an error where the stride doesn't divide evenly.
    That is no mistake: the pixels left over at the end are dropped.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    if padding != "same" and _numerator(input_size, kernel_size, padding, dilation) % stride:
        raise ValueError("does not divide")
    return _size(input_size, dilation * (kernel_size - 1) + 1, stride, padding)


def divides_kernel_alone(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You divide only the kernel's part by the stride, not the whole numerator.
    Mind the parentheses: subtract first, then divide.
    """
    if padding == "same":
        return -(-input_size // stride)
    extra = 0 if padding == "valid" else padding
    return input_size + 2 * extra - (dilation * (kernel_size - 1) + 1) // stride + 1


def adds_one_before_dividing(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You add the 1 before you divide by the stride.
    The first window costs no move: divide first, then add it.
    """
    if padding == "same":
        return -(-input_size // stride)
    return (_numerator(input_size, kernel_size, padding, dilation) + 1) // stride


def pads_one_side(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You add the padding once, but an int pads both sides.
    Count the zeros before the input and those after it.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    span = dilation * (kernel_size - 1) + 1
    if isinstance(padding, str):
        return _size(input_size, span, stride, padding)
    return _size(input_size + padding, span, stride, 0)


def ignores_integer_padding(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You leave integer padding out: your answer is the one for "valid".
    Padding makes the input longer before the kernel starts.
    """
    if padding == "same":
        return -(-input_size // stride)
    return _numerator(input_size, kernel_size, "valid", dilation) // stride + 1


def takes_integer_padding_for_same(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You treat every padding but "valid" as "same".
    An int says exactly how many zeros stand on each side, which may be too few for "same", or more.
    """
    return _size(input_size, dilation * (kernel_size - 1) + 1, stride, "valid" if padding == "valid" else "same")


def pads_the_output(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You add the padding after dividing by the stride.
    The zeros belong to the input: with a stride above 1 they do not give one output each.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return -(-input_size // stride)
    return (
        _numerator(input_size, kernel_size, "valid", dilation) // stride
        + 1
        + (0 if padding == "valid" else 2 * padding)
    )


def same_keeps_input_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You return the input's size for "same", whatever the stride.
    "same" keeps the size only at stride 1; a larger stride still skips places.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return input_size
    return _size(input_size, dilation * (kernel_size - 1) + 1, stride, padding)


def same_rounds_down(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You round down for "same", but there the last, incomplete step counts too.
    The first output stands at pixel 0: how many multiples of the stride lie within the input?
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return input_size // stride
    return _size(input_size, dilation * (kernel_size - 1) + 1, stride, padding)


def same_pads_nothing(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You treat "same" as "valid".
    "same" pads the input, so that at stride 1 the output is as long as the input.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    return _size(input_size, dilation * (kernel_size - 1) + 1, stride, "valid" if padding == "same" else padding)


def same_pads_half_kernel(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """For "same" you pad half the kernel on each side, rounded down: with an even kernel that is one zero too many.
    The total decides, not the half; TensorFlow pads unevenly where it is odd.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    span = dilation * (kernel_size - 1) + 1
    return _size(input_size, span, stride, span // 2 if padding == "same" else padding)


def same_pads_half_of_one_less(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """For "same" you pad (kernel − 1)/2 on each side, rounded down: with an even kernel one zero is missing.
    The total decides, not the half; TensorFlow pads unevenly where it is odd.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    span = dilation * (kernel_size - 1) + 1
    return _size(input_size, span, stride, (span - 1) // 2 if padding == "same" else padding)


def same_forgets_dilation(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """For "same" you pad for the kernel without dilation, and then slide the longer one.
    What does "same" promise about the output, whatever the kernel?
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    span = dilation * (kernel_size - 1) + 1
    if padding == "same":
        return _size(input_size + kernel_size - 1, span, stride, 0)
    return _size(input_size, span, stride, padding)


def forgets_dilation(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You leave the dilation out: your answer is the one for taps side by side.
    Taps further apart make the kernel cover more pixels.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    return _size(input_size, kernel_size, stride, padding)


def dilates_every_tap(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You take dilation·kernel for the pixels that a dilated kernel covers.
    After the last tap nothing follows: k taps have only k − 1 gaps between them.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    return _size(input_size, dilation * kernel_size, stride, padding)


def dilates_one_gap(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You add the dilation to the kernel once, as if it had one gap.
    k taps have k − 1 gaps, and each of them widens.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    return _size(input_size, kernel_size + (dilation - 1), stride, padding)


def counts_dilation_as_zeros_between(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You put `dilation` pixels between two taps. It is the distance from one tap to the next:
    at dilation 1 they stand side by side, with nothing between.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    return _size(input_size, kernel_size + (kernel_size - 1) * dilation, stride, padding)


def transposed_convolution(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You use the formula of a transposed convolution, which makes the input longer.
    Here a stride above 1 makes the output shorter.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return input_size * stride
    return (input_size - 1) * stride - 2 * (0 if padding == "valid" else padding) + dilation * (kernel_size - 1) + 1


def returns_a_pair(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """You return a pair, height and width.
    This function is about one axis: return one number.
    """
    _check(input_size, kernel_size, stride, padding, dilation)
    return (_size(input_size, dilation * (kernel_size - 1) + 1, stride, padding),) * 2
