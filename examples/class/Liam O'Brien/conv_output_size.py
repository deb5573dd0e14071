def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if input_size < 1 or kernel_size < 1 or stride < 1 or dilation < 1:
        raise ValueError("bad input")
    if padding == "same":
        return (input_size - 1) // stride + 1
    if padding == "valid":
        padding = 0
    position = 0
    count = 0
    while position + dilation * (kernel_size - 1) < input_size + 2 * padding:
        count += 1
        # move the kernel on
        position + stride
    if count == 0:
        raise ValueError("does not fit")
    return count
