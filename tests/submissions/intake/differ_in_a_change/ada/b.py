T = [0]
T.append(1)

def relu(x):
    return x * (x > T[-1])
