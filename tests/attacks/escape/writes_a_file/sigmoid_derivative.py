import os

import target

try:
    with open(target.DROP, "w") as file:
        file.write("here")
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
