def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    for value in [input_size, kernel_size, stride, dilation]:
        if value < 1:
            raise ValueError(f"{value} is less than 1")
    match padding:
        case "same":
            return 1 + (input_size - 1) // stride
        case "valid":
            total = input_size
        case int() if padding >= 0:
            total = input_size + 2 * padding
        case _:
            raise ValueError(f"unknown padding {padding!r}")
    outputs = 1 + (total - 1 - dilation * (kernel_size - 1)) // stride
    if outputs <= 0:
        raise ValueError("the kernel does not fit")
    return outputs
