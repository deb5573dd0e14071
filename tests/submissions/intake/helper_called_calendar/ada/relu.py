from calendar import half
def relu(x):
    return half(x)
