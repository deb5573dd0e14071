import numpy as np


def _floats(*values):
    return tuple(np.asarray(value, dtype=np.float64) for value in values)


def _full(like, value):
    return np.full(np.shape(like), value)


def forgets_outer_factor(a, b, c):
    """Your gradients are those of a + b·c: the 3 in front is missing.
    By the chain rule, every path to J goes through the last step, J = 3u."""
    a, b, c = _floats(a, b, c)
    return _full(a, 1.0), c, b


def stops_outer_factor_at_a(a, b, c):
    """You multiply dj_da by the outer 3, but not dj_db and dj_dc.
    They pass through u as well: what reaches v is dJ/du, not 1."""
    a, b, c = _floats(a, b, c)
    return _full(a, 3.0), c, b


def applies_outer_factor_twice(a, b, c):
    """Your dj_db and dj_dc hold the outer factor twice: 9 where 3 belongs.
    Each edge of the graph counts once; look at what dJ/dv already contains."""
    a, b, c = _floats(a, b, c)
    return _full(a, 3.0), 9.0 * c, 9.0 * b


def swaps_b_and_c(a, b, c):
    """You give dj_db in terms of b and dj_dc in terms of c.
    The derivative of a product by one factor is the other factor."""
    a, b, c = _floats(a, b, c)
    return _full(a, 3.0), 3.0 * b, 3.0 * c


def stops_at_the_product(a, b, c):
    """Your dj_db and dj_dc are dJ/dv: you stop at the product v = b·c.
    One more step of the chain rule leads from v to each of its factors."""
    a, b, c = _floats(a, b, c)
    return _full(a, 3.0), _full(b, 3.0), _full(c, 3.0)


def adds_local_derivatives(a, b, c):
    """You add the derivatives along a path, 3 + c and 3 + b.
    The chain rule multiplies along a path; it adds only where several paths meet."""
    a, b, c = _floats(a, b, c)
    return _full(a, 3.0), 3.0 + c, 3.0 + b


def keeps_the_variable(a, b, c):
    """You multiply each derivative by its own variable: 3a, 3b·c, 3b·c.
    That is how much each term adds to J, not how fast J changes with the variable."""
    a, b, c = _floats(a, b, c)
    return 3.0 * a, 3.0 * b * c, 3.0 * b * c


def keeps_a_only(a, b, c):
    """Your dj_da is 3a, the term itself.
    The derivative of a by a is 1: how much does J grow when a grows by 1?"""
    a, b, c = _floats(a, b, c)
    return 3.0 * a, 3.0 * c, 3.0 * b


def differentiates_both_factors(a, b, c):
    """You use both terms of the product rule in dj_db and in dj_dc.
    In a partial derivative the other factor is a constant, and its derivative is 0."""
    a, b, c = _floats(a, b, c)
    return _full(a, 3.0), 3.0 * (b + c), 3.0 * (b + c)


def starts_from_j(a, b, c):
    """You start the backward pass from J itself.
    It starts from the derivative of J by J."""
    a, b, c = _floats(a, b, c)
    j = 3.0 * (a + b * c)
    return 3.0 * j, 3.0 * c * j, 3.0 * b * j


def takes_a_descent_step(a, b, c):
    """All of your signs are turned: these are directions of descent.
    The gradient points uphill; the minus belongs to the update, not to the gradient."""
    a, b, c = _floats(a, b, c)
    return _full(a, -3.0), -3.0 * c, -3.0 * b


def reverses_the_tuple(a, b, c):
    """You return the gradients in the order in which the backward pass could end: c, b, a.
    The order asked for is dj_da, dj_db, dj_dc."""
    a, b, c = _floats(a, b, c)
    return 3.0 * b, 3.0 * c, _full(a, 3.0)


def returns_j_first(a, b, c):
    """You return J before the gradients.
    Only the three gradients are asked for."""
    a, b, c = _floats(a, b, c)
    return 3.0 * (a + b * c), _full(a, 3.0), 3.0 * c, 3.0 * b


def one_number_for_dj_da(a, b, c):
    """Your dj_da is one number where a is an array.
    A gradient has the shape of its argument, also where every entry is the same."""
    _, b, c = _floats(a, b, c)
    return 3.0, 3.0 * c, 3.0 * b


def sums_over_entries(a, b, c):
    """You add up the gradients of all entries into one number.
    J is elementwise: entry i of a gradient belongs to entry i of J alone."""
    a, b, c = _floats(a, b, c)
    return 3.0 * a.size, np.sum(3.0 * c), np.sum(3.0 * b)


def averages_over_entries(a, b, c):
    """You divide by the number of entries, as if J were a mean.
    J is elementwise: each entry has its own J, and nothing is averaged."""
    a, b, c = _floats(a, b, c)
    size = max(a.size, 1)
    return _full(a, 3.0 / size), 3.0 * c / size, 3.0 * b / size


def flattens(a, b, c):
    """You hand back flat arrays of one axis.
    Each gradient keeps the shape of its argument: a number for a number, a matrix for a matrix."""
    a, b, c = _floats(a, b, c)
    return np.full(a.size, 3.0), 3.0 * c.ravel(), 3.0 * b.ravel()


def cuts_fractions_off(a, b, c):
    """Your gradients are cut to whole numbers.
    Keep them as floating-point numbers: an int() or an array of integers drops what follows the point."""
    a, b, c = _floats(a, b, c)
    return np.full(a.shape, 3), (3.0 * c).astype(int), (3.0 * b).astype(int)


def remembers_the_example(a, b, c):
    """You return the numbers of the worked example, 3, 6 and 12, for every input.
    They hold for b = 4 and c = 2 only: write the gradients in terms of the arguments."""
    return 3.0, 6.0, 12.0
