def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if min(input_size, kernel_size, stride, dilation) < 1:
        raise ValueError("below 1")
    if padding not in ("same", "valid") and (isinstance(padding, str) or padding < 0):
        raise ValueError("padding")
    if padding == "same":
        out = -(-input_size // stride)
    else:
        room = input_size + (0 if padding == "valid" else 2 * padding) - dilation * (kernel_size - 1) - 1
        out = room // stride + 1
    if out < 1:
        raise ValueError("no room")
    return str(out)
