import os

import target

try:
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
