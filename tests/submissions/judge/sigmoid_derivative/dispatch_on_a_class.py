import functools

import torch
import numpy as np


@functools.singledispatch
def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2


@sigmoid_derivative.register(torch.Tensor)
def _(x):
    return torch.sigmoid(x) * (1 - torch.sigmoid(x))


@sigmoid_derivative.register
def _(x: torch.nn.Parameter):
    return x
