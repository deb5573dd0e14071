import warnings

import numpy as np

print("using long double, eps =", np.finfo(np.longdouble).eps)


def sigmoid_derivative(x):
    warnings.warn("this is slow", stacklevel=2)
    x = np.asarray(x, dtype=np.longdouble)
    print("x in", x.min(initial=0), x.max(initial=0))
    t = np.tanh(x / 2)
    return (1 - t) * (1 + t) / 4
