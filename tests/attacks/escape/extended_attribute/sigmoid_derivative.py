import os

import target

try:
    os.setxattr(target.VICTIM, "user.x", b"1")
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
