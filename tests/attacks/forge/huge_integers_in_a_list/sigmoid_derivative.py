def sigmoid_derivative(x):
    return [10**5000, None, object()]
