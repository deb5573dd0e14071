import numpy as np


def relu(x):
    """Return max(x, 0)."""
    raise NotImplementedError
