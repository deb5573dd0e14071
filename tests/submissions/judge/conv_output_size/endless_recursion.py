def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    return 1 + conv_output_size(input_size - stride, kernel_size, stride, padding, dilation)
