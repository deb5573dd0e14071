import os
import sys


def sigmoid_derivative(x):
    while True:
        pass
