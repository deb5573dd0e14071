from statistics import half
def relu(x):
    return half(x)
