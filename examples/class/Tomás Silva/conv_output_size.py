def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    assert input_size >= 1 and kernel_size >= 1 and stride >= 1 and dilation >= 1
    if padding == "same":
        return -(-input_size // stride)
    if padding == "valid":
        padding = 0
    assert not isinstance(padding, str) and padding >= 0
    result = (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
    assert result >= 1, "no output"
    return result
