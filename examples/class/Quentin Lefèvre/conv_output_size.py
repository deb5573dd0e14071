def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if input_size <= 0 or kernel_size <= 0 or stride <= 0 or dilation <= 0:
        raise ValueError("il faut des nombres positifs")
    if padding not in ("same", "valid") and (isinstance(padding, str) or padding < 0):
        raise ValueError("padding must be same, valid or a number")
    if padding == "same":
        q, r = divmod(input_size, stride)
        return q + (1 if r else 0)
    last = input_size + (0 if padding == "valid" else 2 * padding) - (kernel_size - 1) * dilation - 1
    if last < 0:
        raise ValueError("kernel does not fit")
    return last // stride + 1
