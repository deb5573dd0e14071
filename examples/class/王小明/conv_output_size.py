def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    """数一数卷积核能放在哪些位置。"""
    for 数 in (input_size, kernel_size, stride, dilation):
        if 数 < 1:
            raise ValueError("必须至少为 1")
    if padding == "same":
        return len(range(0, input_size, stride))
    if padding == "valid":
        padding = 0
    if isinstance(padding, str) or padding < 0:
        raise ValueError("padding 不对")
    长度 = input_size + 2 * padding
    跨度 = dilation * (kernel_size - 1) + 1
    位置 = [i for i in range(0, 长度, stride) if i + 跨度 <= 长度]
    if not 位置:
        raise ValueError("放不下")
    return len(位置)
