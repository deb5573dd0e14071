import sys

import numpy as np

if len(sys.argv) < 4:
    print("usage: chain_rule_gradients.py A B C")
    sys.exit(1)

a, b, c = map(float, sys.argv[1:4])


def chain_rule_gradients(a, b, c):
    one = np.ones(np.shape(a))
    return 3 * one, 3 * one * c, 3 * one * b


print(chain_rule_gradients(a, b, c))
