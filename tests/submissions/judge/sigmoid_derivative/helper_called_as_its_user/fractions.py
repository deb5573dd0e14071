import decimal
import numpy as np


def half(t):
    return t / (1 + t) ** 2
