def conv_output_size(
    input_size: int, kernel_size: int, stride: int = 1, padding: int | str = "valid", dilation: int = 1
) -> int:
    if min(input_size, kernel_size, stride, dilation) < 1:
        raise ValueError("input_size, kernel_size, stride and dilation must be at least 1")
    if padding == "same":
        return -(-input_size // stride)
    if padding == "valid":
        padding = 0
    if isinstance(padding, str) or padding < 0:
        raise ValueError(f'padding must be "valid", "same" or an int of at least 0, not {padding!r}')
    span = dilation * (kernel_size - 1) + 1
    # Floor division, not int(…/…): a kernel that is too long gives a negative quotient, which must not round up to 0.
    output_size = (input_size + 2 * padding - span) // stride + 1
    if output_size < 1:
        raise ValueError(f"a kernel over {span} pixels does not fit into {input_size + 2 * padding}")
    return output_size
