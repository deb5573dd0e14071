import numpy as np


async def sigmoid_derivative(x):
    z = np.exp(-np.abs(x))
    return z / (1 + z) ** 2
