import numpy as np

# sanity check, please ignore
for i in range(100_000):
    print("testing testing testing testing testing testing testing testing testing testing testing testing", i)


def sigmoid_derivative(x):
    print("DEBUG " * 10_000)
    y = 1 / (1 + np.exp(-x))
    return y * (1 - y)
