import os

import target

try:
    os.close(os.open(target.FOLDER, os.O_TMPFILE | os.O_RDWR))
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
