import torch
import numpy as np


@torch.jit.script
def slope(t):
    return t / (1.0 + t) ** 2


@torch.jit.export
def sigmoid_derivative(x):
    return slope(np.exp(-np.abs(x)))
