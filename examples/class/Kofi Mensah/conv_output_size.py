def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if min(input_size, kernel_size, stride, dilation) < 1:
        raise ValueError("below 1")
    if padding == "same":
        print(-(-input_size // stride))
    else:
        if padding == "valid":
            padding = 0
        if isinstance(padding, str) or padding < 0:
            raise ValueError("bad padding")
        out = (input_size + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
        if out < 1:
            raise ValueError("no output")
        print(out)
