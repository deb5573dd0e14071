import numpy as np


def chain_rule_gradients(a, b, c):
    return 3.0 + 0.0 * np.array(a), 3.0 * np.array(c), 3.0 * np.array(b)
