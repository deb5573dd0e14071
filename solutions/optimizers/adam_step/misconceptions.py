import numpy as np


def _moments(grad, m, v, beta1, beta2):
    grad = np.asarray(grad, dtype=np.float64)
    return beta1 * np.asarray(m) + (1 - beta1) * grad, beta2 * np.asarray(v) + (1 - beta2) * grad**2


def no_bias_correction(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You step with m and v as they are, without correction.
    Both started from 0 and are too small in the first steps: bring in the share of weight that they have seen by t."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (np.sqrt(v) + eps), m, v


def corrects_first_moment_only(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You correct m, but step with v as it is.
    The second moment started from 0 as well, and beta2 makes its bias last far longer."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v) + eps), m, v


def corrects_second_moment_only(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You correct v, but step with m as it is.
    The first moment started from 0 as well: without its correction the first steps are too short."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def corrects_as_in_the_first_step(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You divide by 1 − beta1 and 1 − beta2 at every step.
    That is right at t = 1 only: the bias shrinks as t grows, so t has to be in the correction."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (1 - beta1) / (np.sqrt(v / (1 - beta2)) + eps), m, v


def counts_steps_from_zero(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You correct with t + 1 as the exponent.
    t counts from 1 here: at the first step the exponent is t itself."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (1 - beta1 ** (t + 1)) / (np.sqrt(v / (1 - beta2 ** (t + 1))) + eps), m, v


def counts_steps_finished(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You correct with t − 1 as the exponent, so the first step divides by 0.
    t is the number of the step being made, and the first is 1."""
    m, v = _moments(grad, m, v, beta1, beta2)
    m_hat = m / (np.float64(1) - beta1 ** (t - 1))
    v_hat = v / (np.float64(1) - beta2 ** (t - 1))
    return param - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def multiplies_beta_by_t(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You multiply beta by t where beta is raised to the power t.
    Each step multiplies what is left of the start by beta once more."""
    m, v = _moments(grad, m, v, beta1, beta2)
    m_hat = m / np.float64(1 - beta1 * t)
    v_hat = v / np.float64(1 - beta2 * t)
    return param - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def corrects_outside_the_root(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You divide √v by 1 − beta2ᵗ.
    It is v that gets corrected, and the root comes after."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v) / (1 - beta2**t) + eps), m, v


def returns_corrected_moments(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You return m̂ and v̂ as the new moments.
    The next step needs m and v as they were before the correction, else it is applied again and again."""
    m, v = _moments(grad, m, v, beta1, beta2)
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return param - lr * m_hat / (np.sqrt(v_hat) + eps), m_hat, v_hat


def eps_inside_the_root(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You add eps to v̂ and take the root of both.
    Adam adds eps after the root; inside it even 1e-8 acts like 1e-4."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps), m, v


def eps_before_the_correction(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You add eps to √v and correct for the bias afterwards, as TensorFlow does with its epsilon.
    The paper's eps is added to √v̂, when the bias is already out."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * np.sqrt(1 - beta2**t) / (1 - beta1**t) * m / (np.sqrt(v) + eps), m, v


def forgets_eps(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You divide by √v̂ alone, so that a gradient of 0 at the start gives nan.
    Something small belongs in the denominator, and it is an argument."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t)), m, v


def takes_the_larger_eps_of_keras(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    """Your eps is 1e-7 where it isn't given, as in Keras.
    Here the default is the paper's, 1e-8; very small gradients show the difference."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def ignores_the_options(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You calculate with fixed numbers for lr, beta1, beta2 and eps, whatever is passed.
    Use the arguments; the numbers are only their defaults."""
    m, v = _moments(grad, m, v, 0.9, 0.999)
    return param - 0.001 * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v


def forgets_the_root(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You divide by v̂, not by its root.
    v̂ has the unit of a squared gradient: only its root makes the step independent of the gradient's size."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * m / (1 - beta1**t) / (v / (1 - beta2**t) + eps), m, v


def gradient_not_squared(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Your v averages the gradient, not its square.
    The second moment is a mean of squares, never below 0."""
    m, _ = _moments(grad, m, v, beta1, beta2)
    v = beta2 * np.asarray(v) + (1 - beta2) * np.asarray(grad, dtype=np.float64)
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def squares_the_weight_too(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """In v you square (1 − beta2)·g as a whole.
    Only the gradient is squared; its weight, 1 − beta2, is not."""
    m, _ = _moments(grad, m, v, beta1, beta2)
    v = beta2 * np.asarray(v) + ((1 - beta2) * np.asarray(grad, dtype=np.float64)) ** 2
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def adds_whole_gradients(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You add the whole gradient to what is kept of the moments, as momentum does.
    Here the new value enters a moving average: its weight and that of the old one make 1."""
    grad = np.asarray(grad, dtype=np.float64)
    m, v = beta1 * np.asarray(m) + grad, beta2 * np.asarray(v) + grad**2
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def swaps_old_and_new_weights(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You weigh the new gradient with beta and the old moment with 1 − beta.
    It is the other way round: beta near 1 means a long memory."""
    m, v = _moments(grad, m, v, 1 - beta1, 1 - beta2)
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def swaps_the_betas(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You use beta2 for the first moment and beta1 for the second.
    beta1 goes with m, beta2 with v, in the averages as in the corrections."""
    m, v = _moments(grad, m, v, beta2, beta1)
    return param - lr * m / (1 - beta2**t) / (np.sqrt(v / (1 - beta1**t)) + eps), m, v


def steps_with_the_old_moments(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You move param by the moments of the step before, so the first step goes nowhere.
    First comes the gradient into m and v, then the step."""
    step = lr * np.asarray(m) / (1 - beta1**t) / (np.sqrt(np.asarray(v) / (1 - beta2**t)) + eps)
    return param - step, *_moments(grad, m, v, beta1, beta2)


def steps_with_the_gradient(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You put the gradient itself above √v̂, as RMSprop does, and m̂ goes unused.
    Adam steps along the averaged gradient."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * np.asarray(grad) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def applies_the_rate_twice(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Your step holds lr twice.
    Once is enough: either in the step or in the update, not in both."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param - lr * (lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)), m, v


def climbs(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You add the step, so that the loss grows.
    The gradient points uphill, and Adam goes down."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return param + lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def one_rate_for_all_entries(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You average the squared gradients of all entries, so that all share one v.
    Each entry of param has a second moment of its own."""
    m, _ = _moments(grad, m, v, beta1, beta2)
    v = beta2 * np.asarray(v) + (1 - beta2) * np.mean(np.asarray(grad, dtype=np.float64) ** 2)
    return param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def returns_param_last(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """You return the moments first and param last.
    The order asked for is param, m, v."""
    m, v = _moments(grad, m, v, beta1, beta2)
    return m, v, param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)


def cuts_fractions_off(param, grad, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Where the arguments are integers, your answers are cut to whole numbers.
    An array made like an integer one holds integers; calculate in floating point."""
    types = [np.asarray(value).dtype for value in (param, m, v)]
    m, v = _moments(grad, m, v, beta1, beta2)
    param = param - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return tuple(np.asarray(value).astype(kind) for value, kind in zip((param, m, v), types))
