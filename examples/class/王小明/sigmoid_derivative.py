import math

import numpy as np


def 导数(值):
    if isinstance(值, list):
        return [导数(一个) for 一个 in 值]
    z = math.exp(-abs(值))  # 不会溢出
    return z / (1 + z) ** 2


def sigmoid_derivative(x):
    return 导数(np.asarray(x).tolist())
