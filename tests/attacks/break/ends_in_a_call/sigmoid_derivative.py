import os
import sys


def sigmoid_derivative(x):
    os._exit(3)
