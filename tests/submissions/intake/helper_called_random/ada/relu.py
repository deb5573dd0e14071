from random import half
def relu(x):
    return half(x)
