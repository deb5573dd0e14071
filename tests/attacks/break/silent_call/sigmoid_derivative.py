import os
import sys


def sigmoid_derivative(x):
    __import__("threading").Event().wait()
