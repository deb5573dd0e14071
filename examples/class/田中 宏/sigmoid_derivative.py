from utils import sigmoid


def sigmoid_derivative(x):
    return sigmoid(x) * sigmoid(-x)
