import os

import target

try:
    os.setpriority(os.PRIO_PROCESS, 0, 5)
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
