import math

import numpy as np


@np.vectorize
def sigmoid_derivative(x):
    z = math.exp(-abs(x))
    return z / (1 + z) ** 2
