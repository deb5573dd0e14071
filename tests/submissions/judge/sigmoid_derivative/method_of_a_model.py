import torch
import numpy as np


class Slope(torch.nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        s = 1 / (1 + np.exp(-x))
        return s * (1 - s)


def sigmoid_derivative(x):
    return Slope().forward(x)
