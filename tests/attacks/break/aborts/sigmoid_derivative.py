import os
import sys


def sigmoid_derivative(x):
    os.abort()
