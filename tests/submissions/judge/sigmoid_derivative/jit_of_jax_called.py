import jax
import numpy as np


def slope(x):
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2


sigmoid_derivative = jax.jit(slope, donate_argnums=())
