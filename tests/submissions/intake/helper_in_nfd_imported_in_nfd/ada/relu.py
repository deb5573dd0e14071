from größe import half
def relu(x):
    return half(x)
