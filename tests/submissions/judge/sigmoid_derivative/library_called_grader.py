from grader import Grader
import grader
import numpy as np

grader = Grader()


def sigmoid_derivative(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
