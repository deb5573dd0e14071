from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def sigmoid_derivative(x):
    assert Path(__file__).suffix == ".py"
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
