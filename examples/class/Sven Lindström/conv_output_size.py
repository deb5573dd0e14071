def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if input_size < 1 or kernel_size < 1 or stride < 1 or dilation < 1:
        raise ValueError("too small")
    if padding == "same":
        count = 0
        for _ in range(0, input_size, stride):
            count += 1
        return count
    if padding == "valid":
        padding = 0
    elif isinstance(padding, str):
        raise ValueError("padding?")
    if padding < 0:
        raise ValueError("padding?")
    pixels = [None] * padding + list(range(input_size)) + [None] * padding
    count = start = 0
    while start + dilation * (kernel_size - 1) < len(pixels):
        count += 1
        start += stride
    if not count:
        raise ValueError("no output at all")
    return count
