"""Homework 3, Ewa Nowak, group B"""
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def chain_rule_gradients(a, b, c):
    zero = np.zeros(np.shape(a))
    return zero + 3.0, zero + 3.0 * np.asarray(c), zero + 3.0 * np.asarray(b)


def sigmoid(x):
    return 1 / (1 + np.exp(-np.asarray(x, dtype=np.float64)))


def sigmoid_derivative(x):
    return sigmoid(x) * sigmoid(-np.asarray(x, dtype=np.float64))


def conv_output_size(input_size, kernel_size, stride=1, padding="valid", dilation=1):
    if any(value < 1 for value in (input_size, kernel_size, stride, dilation)):
        raise ValueError("everything must be at least 1")
    if padding == "same":
        return -(-input_size // stride)
    if padding == "valid":
        padding = 0
    if not isinstance(padding, int):
        raise ValueError(f"unknown padding: {padding}")
    if padding < 0:
        raise ValueError("negative padding")
    free = input_size + 2 * padding - (dilation * (kernel_size - 1) + 1)
    if free < 0:
        raise ValueError("no room")
    return 1 + free // stride


def im2col(x, kernel_size, stride=1, padding=0):
    kh, kw = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    windows = sliding_window_view(x, (kh, kw), axis=(1, 2))[:, ::sh, ::sw]
    n, oh, ow, c = windows.shape[:4]
    return windows.transpose(0, 1, 2, 4, 5, 3).reshape(n * oh * ow, kh * kw * c)


if __name__ == "__main__":
    print(chain_rule_gradients(7.0, 4.0, 2.0))
    print(im2col(np.arange(9).reshape(1, 3, 3, 1), 2))
    assert conv_output_size(6, 3, stride=2) == 2
