from torch import inference_mode
import numpy as np


@inference_mode
def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
