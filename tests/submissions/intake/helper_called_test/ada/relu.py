from test import half
def relu(x):
    return half(x)
