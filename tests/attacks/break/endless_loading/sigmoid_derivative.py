while True:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
