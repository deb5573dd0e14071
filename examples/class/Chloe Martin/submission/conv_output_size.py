import math


def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if min(input_size, kernel_size, stride, dilation) <= 0:
        raise ValueError()
    if padding == "same":
        return math.ceil(input_size / stride)
    p = {"valid": 0}.get(padding, padding)
    if type(p) is not int or p < 0:
        raise ValueError()
    out = math.floor((input_size + 2 * p - dilation * (kernel_size - 1) - 1) / stride + 1)
    if out < 1:
        raise ValueError()
    return out
