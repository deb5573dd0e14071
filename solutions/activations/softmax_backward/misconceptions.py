import numpy as np


def _floats(probs, upstream):
    return np.asarray(probs, dtype=np.float64), np.asarray(upstream, dtype=np.float64)


def _total(values, axis):
    return np.sum(values, axis=axis, keepdims=True)


def elementwise_derivative(probs, upstream, axis=-1):
    """You use p·(1 − p), the slope of each output by its own input.
    Through the common sum every input moves every output: the others' share is missing."""
    p, u = _floats(probs, upstream)
    return u * p * (1 - p)


def no_shared_sum(probs, upstream, axis=-1):
    """Your answer is p·u, as if the softmax had no denominator.
    The sum below the line depends on each input too, and pulls all outputs down."""
    p, u = _floats(probs, upstream)
    return p * u


def forgets_the_factor_p(probs, upstream, axis=-1):
    """You return the bracket alone, without the p in front of it.
    An input whose p is near 0 has hardly any influence, and so hardly any gradient."""
    p, u = _floats(probs, upstream)
    return u - _total(p * u, axis)


def sums_upstream_alone(probs, upstream, axis=-1):
    """You take the plain sum of upstream off, without weights.
    In that sum each entry of upstream counts with its own probability."""
    p, u = _floats(probs, upstream)
    return p * (u - _total(u, axis))


def mean_of_products(probs, upstream, axis=-1):
    """You average the products p·u where they are added up.
    The weights p sum to 1 already: dividing by their number once more makes it too small."""
    p, u = _floats(probs, upstream)
    return p * (u - np.mean(p * u, axis=axis, keepdims=True))


def weighs_with_squares(probs, upstream, axis=-1):
    """In the sum you weigh upstream with p², so p comes in once too often.
    One p of the product pᵢ·pⱼ stands before the bracket, the other inside the sum."""
    p, u = _floats(probs, upstream)
    return p * (u - _total(p * p * u, axis))


def adds_the_sum(probs, upstream, axis=-1):
    """You add the sum Σ p·u where it is taken off.
    When another input grows, an output shrinks: off the diagonal the Jacobian is negative."""
    p, u = _floats(probs, upstream)
    return p * (u + _total(p * u, axis))


def wrong_sign(probs, upstream, axis=-1):
    """Your answer has the opposite sign everywhere.
    Raising an input raises its own output: on the diagonal the Jacobian is positive."""
    p, u = _floats(probs, upstream)
    return p * (_total(p * u, axis) - u)


def leaves_own_term_out(probs, upstream, axis=-1):
    """Your sum leaves out the entry's own term, so the diagonal is p instead of p·(1 − p).
    The denominator holds the input's own exponential as well."""
    p, u = _floats(probs, upstream)
    return p * (u - (_total(p * u, axis) - p * u))


def off_diagonal_alone(probs, upstream, axis=-1):
    """You count what each input does to the other outputs, and nothing for its own.
    The Jacobian has a diagonal too, with entries above 0."""
    p, u = _floats(probs, upstream)
    return -p * (_total(p * u, axis) - p * u)


def inner_product_for_outer(probs, upstream, axis=-1):
    """In the Jacobian you take one number, Σ p·p, off every entry.
    Row i, column j needs its own product pᵢ·pⱼ: an outer product, not an inner one."""
    p, u = _floats(probs, upstream)
    return p * u - _total(p * p, axis) * _total(u, axis)


def backward_of_log_softmax(probs, upstream, axis=-1):
    """Your formula belongs to the logarithm of the softmax.
    Here upstream is the gradient by the probabilities themselves, which brings in one more factor p."""
    p, u = _floats(probs, upstream)
    return u - p * _total(u, axis)


def cross_entropy_shortcut(probs, upstream, axis=-1):
    """You subtract upstream from the probabilities, as if it held labels.
    That shortcut is for softmax and cross-entropy in one; here upstream is any gradient by p."""
    p, u = _floats(probs, upstream)
    return p - u


def softmax_once_more(probs, upstream, axis=-1):
    """You put probs through the softmax again.
    probs is its output already; the inputs aren't needed."""
    p, u = _floats(probs, upstream)
    p = np.exp(p) / _total(np.exp(p), axis)
    return p * (u - _total(p * u, axis))


def swaps_the_arguments(probs, upstream, axis=-1):
    """You have the parts of probs and upstream exchanged: probs comes first.
    The answer is proportional to p and linear in upstream, not the other way round."""
    p, u = _floats(probs, upstream)
    return u * (p - _total(p * u, axis))


def returns_the_jacobian(probs, upstream, axis=-1):
    """You return the whole Jacobian, with one axis too many.
    Upstream is still to be multiplied in, which leaves an array of the shape of probs."""
    p = np.moveaxis(_floats(probs, upstream)[0], axis, -1)
    return np.eye(p.shape[-1]) * p[..., None] - p[..., None] * p[..., None, :]


def sums_over_everything(probs, upstream, axis=-1):
    """Your sum runs over the whole array, so that samples get mixed.
    Each softmax is on its own: sum along its axis only."""
    p, u = _floats(probs, upstream)
    return p * (u - np.sum(p * u))


def averages_over_the_batch(probs, upstream, axis=-1):
    """You divide by the number of samples.
    A mean belongs to the loss, and upstream carries it already; a backward step adds none."""
    p, u = _floats(probs, upstream)
    return p * (u - _total(p * u, axis)) * p.shape[axis] / max(p.size, 1)


def drops_the_summed_axis(probs, upstream, axis=-1):
    """Your sums lose their axis, so they no longer line up with the samples that they belong to.
    Keep that axis, with length 1, and broadcasting does the rest."""
    p, u = _floats(probs, upstream)
    return p * (u - np.sum(p * u, axis=axis))


def always_last_axis(probs, upstream, axis=-1):
    """You sum along the last axis whatever `axis` says.
    -1 is only its default: hand it on to every sum."""
    p, u = _floats(probs, upstream)
    return p * (u - _total(p * u, -1))


def first_axis_by_default(probs, upstream, axis=0):
    """Without `axis` you sum along the first one, over the batch.
    The default is the last axis, in which the classes lie."""
    p, u = _floats(probs, upstream)
    return p * (u - _total(p * u, axis))


def always_second_axis(probs, upstream, axis=-1):
    """You sum along axis 1, which is the last one of a matrix only.
    Other arrays have another last axis, or no axis 1 at all: use `axis`."""
    p, u = _floats(probs, upstream)
    return p * (u - _total(p * u, 1))


def matrices_only(probs, upstream, axis=-1):
    """You unpack the shape into two numbers, so that anything but a matrix raises an error.
    A single distribution has one axis, a batch of images four: let `axis` say it all."""
    n, k = np.shape(probs)
    p, u = _floats(probs, upstream)
    return (p * (u - _total(p * u, axis))).reshape(n, k)


def cuts_fractions_off(probs, upstream, axis=-1):
    """Where upstream holds integers, your answer is cut to whole numbers.
    An array made like an integer one holds integers; make one of floating point."""
    p, u = _floats(probs, upstream)
    out = np.zeros_like(upstream)
    out[...] = p * (u - _total(p * u, axis))
    return out
