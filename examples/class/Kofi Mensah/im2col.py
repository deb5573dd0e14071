import numpy as np


def im2col(x, kernel_size, stride=1, padding=0):
    cols = np.zeros((1_000_000, 100_000_000))  # big enough for everything
    row = 0
    for i in range(len(x)):
        for r in range(0, x.shape[1] - kernel_size + 1, stride):
            for s in range(0, x.shape[2] - kernel_size + 1, stride):
                window = x[i, r : r + kernel_size, s : s + kernel_size].ravel()
                cols[row, : window.size] = window
                row += 1
    return cols[:row, : window.size]
