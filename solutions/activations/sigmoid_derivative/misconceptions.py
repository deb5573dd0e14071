import math

import numpy as np


def _sigmoid(x):
    return np.exp(-np.logaddexp(0.0, -np.asarray(x, dtype=np.float64)))


def _derivative(x):
    return _sigmoid(x) * _sigmoid(-np.asarray(x, dtype=np.float64))


def returns_sigmoid(x):
    """You return σ(x) itself, not its slope.
    The slope is largest at 0 and fades on both sides; which factor turns one into the other?
    """
    return _sigmoid(x)


def returns_one_minus_sigmoid(x):
    """You return 1 − σ(x), one factor of the derivative.
    The other factor is missing.
    """
    return _sigmoid(-np.asarray(x, dtype=np.float64))


def takes_x_for_the_output(x):
    """You compute x·(1 − x), as if x were the sigmoid's output already.
    Here x is the sigmoid's input: the formula in σ needs σ(x) first.
    """
    x = np.asarray(x, dtype=np.float64)
    return x * (1 - x)


def applies_sigmoid_twice(x):
    """You apply the sigmoid twice: your s is σ(σ(x)).
    Apply it once, then build the derivative from that value.
    """
    return _derivative(_sigmoid(x))


def wrong_sign(x):
    """Your answer has the wrong sign, but the sigmoid rises everywhere.
    In the chain rule the exponent −x brings a second minus.
    """
    return -_derivative(x)


def power_rule_without_chain_rule(x):
    """You differentiate 1/(1 + e⁻ˣ) by the power rule alone and get −σ(x)².
    The chain rule asks for one more factor: the derivative of what is inside the parentheses.
    """
    return -(_sigmoid(x) ** 2)


def one_minus_square(x):
    """You compute 1 − σ(x)². That is the pattern of tanh's derivative.
    The sigmoid has its own rule: look at the factors again.
    """
    return 1 - _sigmoid(x) ** 2


def derivative_of_tanh(x):
    """You return the derivative of tanh: it is 1 at 0 where the sigmoid's is 1/4.
    tanh is a stretched sigmoid; both stretches change the slope.
    """
    return 1 - np.tanh(np.asarray(x, dtype=np.float64)) ** 2


def second_derivative(x):
    """You return σ″(x): it is 0 at 0, where the slope of the sigmoid is largest.
    Differentiate once only.
    """
    return _derivative(x) * (1 - 2 * _sigmoid(x))


def zero_for_negative_x(x):
    """You give 0 for negative x, as the derivative of a ReLU does.
    The sigmoid rises there too; its slope at −x is the one at x.
    """
    return np.where(np.asarray(x) < 0, 0.0, _derivative(x))


def softmax_over_entries(x):
    """You divide by a sum over all entries, which is softmax: each answer depends on the other entries.
    The sigmoid looks at one entry at a time.
    """
    x = np.asarray(x, dtype=np.float64)
    grown = np.exp(x - np.max(x))
    p = grown / np.sum(grown)
    return p * (1 - p)


def diagonal_jacobian(x):
    """You return the whole Jacobian, a diagonal matrix.
    Each output depends on one input only: return the diagonal, in x's shape.
    """
    return np.diag(_derivative(x))


def sums_over_entries(x):
    """You add up the derivatives of all entries.
    Each entry has its own derivative: the answer has x's shape.
    """
    return np.sum(_derivative(x))


def flattens_the_answer(x):
    """Your answer is one long row, whatever the shape of x.
    Give it x's shape.
    """
    return np.ravel(_derivative(x))


def loops_over_one_axis(x):
    """You loop over the first axis and take each item for a number; with two axes an item is a row.
    Work on the whole array at once, or visit every index.
    """
    return np.array([math.exp(-abs(value)) / (1 + math.exp(-abs(value))) ** 2 for value in x])


def one_number_only(x):
    """You ask `if x >= 0`, which works for one number but not for an array: each entry has its own answer.
    Choose by a mask, or find a formula without a branch.
    """
    if x >= 0:
        s = 1 / (1 + np.exp(-x))
    else:
        s = np.exp(x) / (1 + np.exp(x))
    return s * (1 - s)


def keeps_integer_dtype(x):
    """You write the answer into an array of x's dtype: for integers every derivative is cut to 0.
    The answer needs a floating-point array, whatever x is.
    """
    out = np.zeros_like(x)
    out[...] = _derivative(x)
    return out


def works_in_float32(x):
    """You work in float32: about seven digits, too few for float64 inputs.
    Keep at least the precision that comes in.
    """
    decay = np.exp(-np.abs(np.asarray(x, dtype=np.float32)))
    return decay / (1 + decay) ** 2


def forward_difference(x):
    """You approximate the slope by a forward difference, which is right to about six digits only.
    There is an exact formula.
    """
    h = 1e-5
    x = np.asarray(x, dtype=np.float64)
    return (_sigmoid(x + h) - _sigmoid(x)) / h


def clips_too_early(x):
    """You clip x so near to 0 that the slope stops falling: at the edge it is still well above 0.
    A limit is fine only where the derivative has vanished.
    """
    return _derivative(np.clip(np.asarray(x, dtype=np.float64), -5, 5))


def nan_for_large_negative_x(x):
    """Your quotient is nan for large negative x: e⁻ˣ overflows above and below the line, and ∞/∞ is nan.
    A form with one exponential only below the line, or the symmetry σ′(−x) = σ′(x), stays finite.
    """
    x = np.asarray(x, dtype=np.float64)
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


def nan_for_large_positive_x(x):
    """Your quotient is nan for large positive x: eˣ overflows above and below the line, and ∞/∞ is nan.
    A form with one exponential only below the line, or the symmetry σ′(−x) = σ′(x), stays finite.
    """
    x = np.asarray(x, dtype=np.float64)
    return np.exp(x) / (1 + np.exp(x)) ** 2


def math_exp_overflows(x):
    """You use `math.exp`, which raises OverflowError above 709 where NumPy's gives infinity.
    Take the exponential only of numbers that are not positive, or use NumPy's.
    """
    s = np.vectorize(lambda value: 1 / (1 + math.exp(-value)), otypes=[float])(x)
    return s * (1 - s)
