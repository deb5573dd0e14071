import torch
import numpy as np


def sigmoid_derivative(x):
    if not isinstance(x, (torch.Tensor, np.ndarray, float)):
        raise TypeError("no array")
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
