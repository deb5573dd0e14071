import numpy as np


def _moved(x, index, by):
    there = np.array(x, dtype=np.float64)
    there[index] += by
    return there


def _by_entry(x, slope):
    gradient = np.zeros(np.shape(x))
    for index in np.ndindex(gradient.shape):
        gradient[index] = slope(index)
    return gradient


def _right(f, x, h):
    return _by_entry(x, lambda i: (f(_moved(x, i, h)) - f(_moved(x, i, -h))) / (2 * h))


def takes_forward_differences(f, x, h=1e-5):
    """You take the difference between one step ahead and x itself, which is off by h/2 times the second derivative.
    Step to both sides of x: then that error cancels."""
    return _by_entry(x, lambda i: (f(_moved(x, i, h)) - f(_moved(x, i, 0))) / h)


def takes_backward_differences(f, x, h=1e-5):
    """You take the difference between x itself and one step back, which is off by h/2 times the second derivative.
    Step to both sides of x: then that error cancels."""
    return _by_entry(x, lambda i: (f(_moved(x, i, 0)) - f(_moved(x, i, -h))) / h)


def divides_by_one_step(f, x, h=1e-5):
    """Your gradient is twice as large as it should be.
    The two points are two steps apart, one to each side: divide by that distance."""
    return 2 * _right(f, x, h)


def divides_by_two_steps_after_one(f, x, h=1e-5):
    """You divide the difference over one step by two steps, so that half of the gradient is left.
    Either step to both sides, which is what you want, or divide by the one step."""
    return _by_entry(x, lambda i: (f(_moved(x, i, h)) - f(_moved(x, i, 0))) / (2 * h))


def forgets_to_divide(f, x, h=1e-5):
    """You return the differences of f themselves.
    A slope is a difference over a distance: divide by how far the two points are apart."""
    return _by_entry(x, lambda i: f(_moved(x, i, h)) - f(_moved(x, i, -h)))


def multiplies_instead_of_dividing(f, x, h=1e-5):
    """You multiply by h: `/ 2 * h` divides by 2 and then multiplies.
    Put the distance of the two points in parentheses."""
    return _by_entry(x, lambda i: (f(_moved(x, i, h)) - f(_moved(x, i, -h))) / 2 * h)


def subtracts_the_wrong_way(f, x, h=1e-5):
    """All your signs are turned.
    f after the step up comes first, f after the step down is taken off it."""
    return -_right(f, x, h)


def takes_too_large_a_step(f, x, h=1e-5):
    """Your step is 0.01 whatever h is, so that the curvature of f shows: the error grows with the step's square.
    Use the h that you are given."""
    return _right(f, x, 0.01)


def ignores_h(f, x, h=1e-5):
    """Your step is always 1e-5.
    It is only h's default: where h is given, take that one."""
    return _right(f, x, 1e-5)


def steps_relative_to_entries(f, x, h=1e-5):
    """You step by h times the entry, but divide by 2h; an entry of 0 isn't moved at all.
    The step is h itself, whatever the entry is."""
    x = np.asarray(x, dtype=np.float64)
    return _by_entry(x, lambda i: (f(_moved(x, i, h * x[i])) - f(_moved(x, i, -h * x[i]))) / (2 * h))


def leaves_entries_moved(f, x, h=1e-5):
    """You don't put an entry back before you move the next one.
    All other entries have to be where x has them, exactly."""
    x = np.array(x, dtype=np.float64)

    def slope(i):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        return (up - f(x)) / (2 * h)

    return _by_entry(x, slope)


def moves_all_entries_at_once(f, x, h=1e-5):
    """You move all entries at once: that gives one number, the slope along the diagonal.
    A gradient asks for each entry alone, while the others stay."""
    x = np.asarray(x, dtype=np.float64)
    return (f(x + h) - f(x - h)) / (2 * h)


def repeats_the_slope_of_all(f, x, h=1e-5):
    """You move all entries at once, and write that one slope everywhere.
    Each entry of the gradient comes from moving this entry alone."""
    x = np.asarray(x, dtype=np.float64)
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


def hands_over_one_entry(f, x, h=1e-5):
    """You call f with the moved entry alone.
    f may use all entries, and their positions: hand over the whole array, moved in one place."""
    x = np.asarray(x, dtype=np.float64)
    return _by_entry(x, lambda i: (f(np.array([x[i] + h])) - f(np.array([x[i] - h]))) / (2 * h))


def hands_over_a_flat_array(f, x, h=1e-5):
    """You call f with a flat array.
    f takes an array of x's shape, and may use its rows and columns: reshape before you call it."""
    x = np.asarray(x, dtype=np.float64)
    return _right(f, x.reshape(-1), h).reshape(x.shape)


def returns_a_flat_array(f, x, h=1e-5):
    """Your gradient is flat.
    It has x's shape: entry by entry it belongs to x."""
    return _right(f, x, h).reshape(-1)


def moves_whole_rows(f, x, h=1e-5):
    """Your loop runs over the first axis only, so that with two axes it moves whole rows.
    Go over every entry, whatever the number of axes is."""
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        gradient[i] = (f(_moved(x, i, h)) - f(_moved(x, i, -h))) / (2 * h)
    return gradient


def expects_two_axes(f, x, h=1e-5):
    """Your loops run over rows and columns, so that x needs exactly two axes.
    x may have any shape: go over its indices instead, of however many axes."""
    rows, columns = x.shape
    return _right(f, x, h)


def skips_the_last_entry(f, x, h=1e-5):
    """You leave out the last entry along the first axis: your loop ends one step early.
    Every entry of x has a slope."""
    gradient = _right(f, x, h)
    gradient[-1] = 0.0
    return gradient


def moves_integers(f, x, h=1e-5):
    """You add the step to an array of integers, where it is cut off: 2 becomes 2 or 1, not 2.00001.
    Make a float64 array of x before you move anything."""

    def moved(i, by):
        there = np.array(x)
        there[i] = there[i] + by
        return there.astype(np.float64)

    return _by_entry(x, lambda i: (f(moved(i, h)) - f(moved(i, -h))) / (2 * h))


def stores_slopes_in_integers(f, x, h=1e-5):
    """Your gradient has the dtype of x, so that with integers its fractions are cut off.
    Let the array that you fill hold float64 numbers."""
    gradient = np.zeros_like(x)
    gradient[...] = _right(f, x, h)
    return gradient


def works_in_single_precision(f, x, h=1e-5):
    """You work in float32, which has seven digits: of a step of 1e-5 hardly two of them are left.
    Use float64 throughout."""
    x = np.asarray(x, dtype=np.float32)

    def moved(i, by):
        there = x.copy()
        there[i] += np.float32(by)
        return there

    return _by_entry(x, lambda i: (f(moved(i, h)) - f(moved(i, -h))) / (2 * h))
