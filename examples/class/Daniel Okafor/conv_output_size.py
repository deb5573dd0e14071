def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if input_size < 1 or kernel_size < 1 or stride < 1 or dilation < 1:
        raise ValueError("must be positive")
    if padding == "same":
        return input_size // stride
    elif padding == "valid":
        pad = 0
    elif isinstance(padding, int) and padding >= 0:
        pad = padding
    else:
        raise ValueError("unknown padding " + str(padding))
    effective = dilation * (kernel_size - 1) + 1
    room = input_size + 2 * pad - effective
    if room < 0:
        raise ValueError("kernel too large")
    return room // stride + 1
