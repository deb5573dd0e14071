import os
import sys


def sigmoid_derivative(x):
    return __import__("ctypes").string_at(0)
