from .dnn_utils import *


def sigmoid_derivative(x):
    return sigmoid(x) * (1 - sigmoid(x))
