import os
import sys


def sigmoid_derivative(x):
    while True:
        try:
            raise KeyboardInterrupt
        except BaseException:
            pass
