import time


def sigmoid_derivative(x):
    while True:
        yield 0.25
        time.sleep(0.3)
