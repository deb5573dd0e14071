import sys

import numpy as np

try:
    name = input("name? ")
except EOFError:
    name = ""


def sigmoid_derivative(x):
    assert sys.stdin.read() == "" and name == ""
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
