import numpy as np


class sigmoid_derivative:
    def __init__(self, x):
        z = np.exp(-np.abs(x))
        self.value = z / (1 + z) ** 2
