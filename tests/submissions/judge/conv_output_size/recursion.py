def places(room, stride):
    return 0 if room <= 0 else 1 + places(room - stride, stride)


def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if min(input_size, kernel_size, stride, dilation) < 1:
        raise ValueError("below 1")
    if padding == "same":
        return places(input_size, stride)
    if padding == "valid":
        padding = 0
    if isinstance(padding, str) or padding < 0:
        raise ValueError("padding")
    found = places(input_size + 2 * padding - dilation * (kernel_size - 1), stride)
    if not found:
        raise ValueError("no room")
    return found
