from math import ceil


def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if input_size < 1 or kernel_size < 1 or stride < 1 or dilation < 1:
        raise ValueError("zu klein")
    if padding == "same":
        return ceil(input_size / stride)
    if padding == "valid":
        padding = 0
    if isinstance(padding, str) or padding < 0:
        raise ValueError("padding")
    out = int((input_size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1
    if out < 1:
        raise ValueError("passt nicht")
    return out
