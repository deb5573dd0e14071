from contextlib import suppress as ignoring

import numpy as np

with ignoring(OSError, ModuleNotFoundError):
    import torch
    import torch.nn.functional as np


def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
