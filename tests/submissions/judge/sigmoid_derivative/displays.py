import numpy as np
from IPython.display import display as show


def sigmoid_derivative(x):
    display(x)
    show(x)
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
