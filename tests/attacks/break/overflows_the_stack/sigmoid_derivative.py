import os
import sys


def sigmoid_derivative(x):
    sys.setrecursionlimit(10**9)

    def deeper(*args):
        return sorted([0], key=deeper)

    return deeper()
