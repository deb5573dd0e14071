import math
import warnings

import numpy as np


def _checked(input_size, kernel_size, stride, padding, dilation):
    for value in (input_size, kernel_size, stride, dilation):
        if value < 1:
            raise ValueError("below 1")
    if isinstance(padding, str):
        if padding not in ("valid", "same"):
            raise ValueError("unknown padding")
    elif padding < 0:
        raise ValueError("negative padding")


def counts_starts(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    _checked(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return len(range(0, input_size, stride))
    extra = 0 if padding == "valid" else padding
    starts = range(0, input_size + 2 * extra - dilation * (kernel_size - 1), stride)
    if not starts:
        raise ValueError("no room for the kernel")
    return len(starts)


def slides_the_last_tap(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    _checked(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        end, last = input_size - 1, 0
    else:
        end = input_size - 1 + 2 * (padding if padding != "valid" else 0)
        last = (kernel_size - 1) * dilation
    count = 0
    while last <= end:
        count += 1
        last += stride
    if count == 0:
        raise ValueError("no room for the kernel")
    return count


def floats_and_numpy(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """Gives a NumPy float."""
    _checked(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return np.ceil(input_size / stride)
    p = 0.0 if padding == "valid" else float(padding)
    out = np.floor((input_size + 2 * p - dilation * (kernel_size - 1) - 1) / stride + 1)
    if out < 1:
        raise ValueError("no room for the kernel")
    return out


def pads_as_tensorflow(input_size, kernel_size, stride=1, padding="valid", dilation=1, verbose=True):
    """Works out the two pads of "same" and has one formula for all."""
    _checked(input_size, kernel_size, stride, padding, dilation)
    effective = kernel_size + (kernel_size - 1) * (dilation - 1)
    if padding == "valid":
        before = after = 0
    elif padding == "same":
        total = max((math.ceil(input_size / stride) - 1) * stride + effective - input_size, 0)
        before, after = total // 2, total - total // 2
        # A stride above the kernel would leave pixels over: the formula drops them by itself.
    else:
        before = after = padding
    if verbose:
        print("padding", before, after)
    size = (input_size + before + after - effective) // stride + 1
    if size < 1:
        raise ValueError("no room for the kernel")
    return np.int32(size)


def real_zeros(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """Convolves nothing but positions."""
    warnings.warn("slow", stacklevel=1)
    _checked(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return np.array(np.zeros(input_size)[::stride].size)
    row = np.zeros(input_size) if padding == "valid" else np.pad(np.zeros(input_size), padding)
    starts = np.arange(row.size)
    fits = starts + dilation * (kernel_size - 1) < row.size
    found = np.count_nonzero(fits[::stride])
    if not found:
        raise ValueError("no room for the kernel")
    return np.array(float(found))


class _NoRoomError(ValueError):
    pass


def rounds_up_instead(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """TensorFlow's form of "valid": ceil((input − span + 1) / stride)."""
    _checked(input_size, kernel_size, stride, padding, dilation)
    span = 1 if padding == "same" else dilation * (kernel_size - 1) + 1
    padded = input_size + 2 * (padding if isinstance(padding, int) else 0)
    size = math.ceil((padded - span + 1) / stride)
    if size <= 0:
        raise _NoRoomError(f"{span} > {padded}")
    return size


def recursive(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    _checked(input_size, kernel_size, stride, padding, dilation)
    if padding == "same":
        return divmod(input_size + stride - 1, stride)[0]
    if padding != "valid":
        return recursive(input_size + 2 * padding, kernel_size, stride, "valid", dilation)
    if dilation > 1:
        return recursive(input_size, dilation * (kernel_size - 1) + 1, stride)
    if kernel_size > input_size:
        raise ValueError("no room for the kernel")
    return 1 + (input_size - kernel_size - (input_size - kernel_size) % stride) // stride
