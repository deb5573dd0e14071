import os
import sys


def sigmoid_derivative(x):
    return 0.0 * x


sys.exit(0)
