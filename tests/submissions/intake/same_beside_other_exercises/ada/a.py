def relu(x):
    return x * (x > 0)
def tanh(x):
    return 1
