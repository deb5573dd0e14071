import numpy as np


def chain_rule_gradients(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the gradients of J = 3(a + b·c) by a, b and c.

    Split into steps, J is a small computation graph, elementwise:

        v = b·c        u = a + v        J = 3u

    The chain rule goes backwards through it: dJ/du first, from that dJ/da and dJ/dv, and from dJ/dv the last two.

    Arguments (without units; numbers, or arrays that all have one shape; any shape):
        a, b, c: float64, float32 or integers.

    Returns the tuple (dj_da, dj_db, dj_dc), in this order. Each has the shape of its argument, also where every
    entry is the same: a number for numbers, an array `(n,)` for `(n,)`, an empty array for an empty one. Entry i of
    a gradient is the derivative of entry i of J. Fractions are kept, whatever the dtype of the arguments.

    Raises nothing: arguments of different shapes are not asked for.

    Example: a = 7, b = 4, c = 2 gives v = 8, u = 15, J = 45 and the gradients (3, 6, 12).

    Source: Andrew Ng, "Neural Networks and Deep Learning", week 2, "Derivatives with a Computation Graph".
    """
    raise NotImplementedError
