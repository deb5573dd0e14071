def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    out = (input_size - kernel_size) // stride + 1
    return out, out
