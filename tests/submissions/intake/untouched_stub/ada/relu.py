import numpy as np


def relu(x):
    # my comment
    raise NotImplementedError
