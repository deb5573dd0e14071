from numpy import *
from course.utils import *
from testCases import *


def sigmoid_derivative(x):
    return sigmoid_grad(x)
