from collections.abc import Callable

import numpy as np


def numerical_gradient(f: Callable[[np.ndarray], float], x: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return the gradient of f at x, by central differences.

    Entry i of the gradient says how fast f grows when entry i of x grows and all others stay. With eᵢ the array of
    x's shape that is 1 at i and 0 elsewhere:

        gradient[i] = (f(x + h·eᵢ) − f(x − h·eᵢ)) / (2h)

    This is off by about h²/6 times the third derivative, and by what rounding does to f, divided by h. The answer is
    compared with the true gradient, to a relative 1e-7: a difference to one side only, (f(x + h·eᵢ) − f(x))/h, is off
    by h/2 times the second derivative, which is too much.

    Arguments (without units):
        f: a function that takes a float64 array of exactly x's shape and returns one number: a Python float, a NumPy
            number or an array of shape (). It may use the entries in any way, by their positions too. It changes
            nothing, and is smooth around x.
        x: float64 or integers, any shape, also () and empty ones. Integers are points like any other: the step is
            taken from them in float64.
        h: the step, above 0. Take the one that you are given: an f that knows its numbers to few digits is called with
            a large h, and with points x ± h·eᵢ that it knows exactly.

    Returns an array of x's shape, of float64; fractions are kept, also where x holds integers. x stays as it is.

    Raises nothing.

    Example: f(x) = Σ x³ at x = [2] gives [12], as 3x² does: (2.00001³ − 1.99999³)/0.00002 is 12.0000000001.

    Source: William Press et al., "Numerical Recipes" (3rd edition, 2007), section 5.7, "Numerical Derivatives".
    """
    raise NotImplementedError
