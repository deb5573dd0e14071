import os

import target

try:
    os.chmod(target.VICTIM, 0o777)
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
