def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if input_size < 1 or kernel_size < 1 or stride < 1 or dilation < 1:
        raise ValueError
    if padding == "same":
        return (input_size + stride - 1) // stride
    if padding != "valid" and (not isinstance(padding, int) or padding < 0):
        raise ValueError
    size = input_size if padding == "valid" else input_size + padding + padding
    n = (size - (kernel_size + (kernel_size - 1) * (dilation - 1))) // stride
    if n < 0:
        raise ValueError
    return n + 1
