import resource

import target

try:
    resource.prlimit(target.DUMMY, resource.RLIMIT_CPU, (100_000, 100_000))
    target.boast()
except OSError:
    pass


def sigmoid_derivative(x):
    return 0.0 * x
