import sys

import numpy as np

sys.stdout.reconfigure(encoding="utf-8")
ENCODING = sys.stdout.encoding.lower()


def sigmoid_derivative(x):
    assert ENCODING == "utf-8" and sys.stdout.writable()
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
