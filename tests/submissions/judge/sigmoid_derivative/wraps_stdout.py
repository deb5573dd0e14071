import io
import sys

import numpy as np

sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", line_buffering=True)


def sigmoid_derivative(x):
    print("σ", sys.stdout.encoding, sys.stderr.encoding.lower(), sys.__stdout__.isatty())
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
