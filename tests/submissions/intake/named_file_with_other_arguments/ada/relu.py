def relu(x, slope):
    return x
