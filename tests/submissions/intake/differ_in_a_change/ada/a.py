T = [0]

def relu(x):
    return x * (x > T[-1])
