import torch
import numpy as np


@torch.compile(fullgraph=True, mode="max-autotune")
def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
