def conv_output_size(size, kernel, stride=1, padding="valid", dilation=1):
    if min(size, kernel, stride, dilation) < 1:
        raise ValueError("below 1")
    if padding not in ("same", "valid") and (isinstance(padding, str) or padding < 0):
        raise ValueError("padding")
    if padding == "same":
        out = -(-size // stride)
    else:
        room = size + (0 if padding == "valid" else 2 * padding) - dilation * (kernel - 1) - 1
        out = room // stride + 1
    if out < 1:
        raise ValueError("no room")
    return out
