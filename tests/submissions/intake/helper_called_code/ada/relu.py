from code import half
def relu(x):
    return half(x)
