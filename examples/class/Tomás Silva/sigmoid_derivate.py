import numpy as np


def sigmoid_derivate(x):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s)
