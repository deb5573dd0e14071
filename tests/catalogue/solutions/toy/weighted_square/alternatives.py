import numpy as np


def dot_product(x, w):
    return [float(np.vdot(w, x * x)), {"w": x * x, "x": w * x + w * x}]
