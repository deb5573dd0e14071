from functools import partial

import jax
import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


sigmoid_derivative = partial(jax.vmap, in_axes=0)(jax.grad(sigmoid))
