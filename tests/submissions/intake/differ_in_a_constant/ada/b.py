SLOPE = 1

def relu(x):
    return x * (x > SLOPE)
