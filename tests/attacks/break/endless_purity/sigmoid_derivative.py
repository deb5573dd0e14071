calls = []


def sigmoid_derivative(x):
    calls.append(1)
    return 0.0 * x + len(calls)
