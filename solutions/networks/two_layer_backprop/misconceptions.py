import numpy as np


def _sigmoid(s):
    return 0.5 * (1 + np.tanh(s / 2))


def _floats(*values):
    return [np.asarray(value, dtype=np.float64) for value in values]


def _forward(x, w1, b1, w2, b2):
    x, w1, b1, w2, b2 = _floats(x, w1, b1, w2, b2)
    hidden = _sigmoid(x @ w1 + b1)
    return hidden, hidden @ w2 + b2


def _softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _loss(y, logits):
    return -np.sum(y * _log_softmax(logits)) / len(logits)


def _grads(x, hidden, w2, delta, slope=None):
    x, w2 = _floats(x, w2)
    back = delta @ w2.T * (hidden * (1 - hidden) if slope is None else slope)
    return {"w1": x.T @ back, "b1": back.sum(axis=0), "w2": hidden.T @ delta, "b2": delta.sum(axis=0)}


def _right(x, y, w1, b1, w2, b2):
    hidden, logits = _forward(x, w1, b1, w2, b2)
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits))


def forgets_mean_in_gradients(x, y, w1, b1, w2, b2):
    """Your loss is a mean over the batch, but your gradients are sums over it.
    They are derivatives of the mean: its 1/n belongs in each of them, once."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    return _loss(y, logits), _grads(x, hidden, w2, _softmax(logits) - y)


def sums_over_the_batch(x, y, w1, b1, w2, b2):
    """Loss and gradients are sums over the batch.
    The loss is the mean over the samples, and the gradients follow it."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    return _loss(y, logits) * len(logits), _grads(x, hidden, w2, _softmax(logits) - y)


def divides_by_n_twice(x, y, w1, b1, w2, b2):
    """Your gradients are divided by n twice, for instance in the logits and again in each parameter.
    The mean over the batch enters once, and all that follows carries it."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits) ** 2)


def loss_is_mean_over_classes_too(x, y, w1, b1, w2, b2):
    """Your loss is a mean over samples and classes, as np.mean without an axis gives it.
    Over the classes it is a sum; only the samples are averaged."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss / len(b2), grads


def averages_over_classes_throughout(x, y, w1, b1, w2, b2):
    """Loss and gradients are divided by the number of classes as well.
    Over the classes the loss is a sum; only the samples are averaged."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss / len(b2), {key: value / len(b2) for key, value in grads.items()}


def loss_for_each_sample(x, y, w1, b1, w2, b2):
    """Your loss is an array, with one number for each sample.
    One number is asked for: their mean."""
    _, grads = _right(x, y, w1, b1, w2, b2)
    return -np.sum(y * _log_softmax(_forward(x, w1, b1, w2, b2)[1]), axis=1), grads


def logarithm_to_base_two(x, y, w1, b1, w2, b2):
    """Your loss is in bits: the logarithm is to base 2.
    The cross-entropy takes the natural one, of which your gradients are the derivatives."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss / np.log(2), grads


def loss_without_minus(x, y, w1, b1, w2, b2):
    """Your loss is negative: the minus in front of the sum is missing.
    log p is below 0, and a loss grows as the predictions get worse."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return -loss, grads


def binary_cross_entropy_loss(x, y, w1, b1, w2, b2):
    """Your loss adds (1 − y)·log(1 − p), the form for independent yes-or-no answers.
    With a softmax the classes share one distribution: −Σ y·log p says it all."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    p = _softmax(_forward(x, w1, b1, w2, b2)[1])
    return loss - np.sum((1 - np.asarray(y)) * np.log(1 - p)) / len(p), grads


def loss_minus_entropy_of_labels(x, y, w1, b1, w2, b2):
    """Your loss is the divergence Σ y·log(y/p): with soft labels it lacks their entropy.
    The cross-entropy has log p alone."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    y = np.asarray(y, dtype=np.float64)
    return loss + np.sum(y * np.log(np.where(y > 0, y, 1))) / len(y), grads


def clips_probabilities(x, y, w1, b1, w2, b2):
    """Your loss takes the logarithm of clipped probabilities, so it never gets above 16.
    A class far below the others costs more: get log p from the logits, without p."""
    _, grads = _right(x, y, w1, b1, w2, b2)
    p = np.clip(_softmax(_forward(x, w1, b1, w2, b2)[1]), 1e-7, 1)
    return -np.sum(y * np.log(p)) / len(p), grads


def adds_to_probabilities(x, y, w1, b1, w2, b2):
    """You add a small constant to p before the logarithm, which changes every loss, and large ones most.
    With log p from the logits there is nothing to protect against."""
    _, grads = _right(x, y, w1, b1, w2, b2)
    p = _softmax(_forward(x, w1, b1, w2, b2)[1])
    return -np.sum(y * np.log(p + 1e-8)) / len(p), grads


def logarithm_of_zero(x, y, w1, b1, w2, b2):
    """Your loss gets inf or nan where a probability is too small for a float64.
    The softmax is stable, its logarithm isn't: write log p out in terms of the logits."""
    _, grads = _right(x, y, w1, b1, w2, b2)
    p = _softmax(_forward(x, w1, b1, w2, b2)[1])
    return -np.sum(y * np.log(p)) / len(p), grads


def overflowing_softmax(x, y, w1, b1, w2, b2):
    """Your softmax overflows: the exponential of 1000 is inf, and inf/inf is nan.
    A constant taken off all logits of a row changes nothing; choose it well."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    e = np.exp(logits)
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(y * np.log(p)) / len(p), _grads(x, hidden, w2, (p - y) / len(p))


def one_maximum_for_the_batch(x, y, w1, b1, w2, b2):
    """You take the maximum of the whole batch off the logits: rows far below it vanish, and 0/0 is nan.
    Each row needs its own maximum."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    e = np.exp(logits - logits.max())
    total = e.sum(axis=1, keepdims=True)
    loss = np.sum(y * (np.log(total) - (logits - logits.max()))) / len(logits)
    return loss, _grads(x, hidden, w2, (e / total - y) / len(logits))


def softmax_over_the_batch(x, y, w1, b1, w2, b2):
    """Your softmax goes down the columns: each class sums to 1 over the batch.
    Each row is one sample's distribution over the classes."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    p = _softmax(logits.T).T
    return -np.sum(y * _log_softmax(logits.T).T) / len(p), _grads(x, hidden, w2, (p - y) / len(p))


def softmax_over_everything(x, y, w1, b1, w2, b2):
    """Your softmax divides by the sum over the whole batch.
    Each row sums to 1 by itself: mind the axis, and keep it for the division."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    log_p = _log_softmax(logits.reshape(1, -1)).reshape(logits.shape)
    return -np.sum(y * log_p) / len(logits), _grads(x, hidden, w2, (np.exp(log_p) - y) / len(logits))


def softmax_twice(x, y, w1, b1, w2, b2):
    """You put probabilities through the softmax once more.
    It belongs between the logits and the loss, a single time."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    p = _softmax(logits)
    return _loss(y, p), _grads(x, hidden, w2, (_softmax(p) - y) / len(p))


def sigmoid_outputs(x, y, w1, b1, w2, b2):
    """Your outputs go through a sigmoid, so a row doesn't sum to 1.
    The last layer is a softmax: the classes compete."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    p = _sigmoid(logits)
    return np.sum(y * np.logaddexp(0, -logits)) / len(p), _grads(x, hidden, w2, (p - y) / len(p))


def softmax_derivative_once_more(x, y, w1, b1, w2, b2):
    """You multiply p − y by p(1 − p).
    p − y already is the derivative by the logits, of cross-entropy and softmax together."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    p = _softmax(logits)
    return _loss(y, logits), _grads(x, hidden, w2, (p - y) * p * (1 - p) / len(p))


def labels_minus_probabilities(x, y, w1, b1, w2, b2):
    """All of your gradients have the wrong sign: you start from y − p.
    A larger logit of a wrong class makes the loss grow."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss, {key: -value for key, value in grads.items()}


def doubles_the_gradients(x, y, w1, b1, w2, b2):
    """Your gradients are twice too large, as if the loss were a square.
    The cross-entropy's derivative by the logits has no factor 2."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss, {key: 2 * value for key, value in grads.items()}


def hardens_soft_labels(x, y, w1, b1, w2, b2):
    """You use only the largest label of each row.
    Labels may be soft: every class counts with its own weight."""
    y = np.eye(len(b2))[np.argmax(y, axis=1)]
    return _right(x, y, w1, b1, w2, b2)


def forgets_sigmoid_derivative(x, y, w1, b1, w2, b2):
    """Your hidden layer's gradients lack the slope of the sigmoid.
    On the way back, what reaches the hidden units passes through σ before it reaches w1 and b1."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits), slope=1.0)


def sigmoid_of_hidden_again(x, y, w1, b1, w2, b2):
    """You take the sigmoid's slope at hidden, which has been through the sigmoid already.
    The slope is wanted at x·w1 + b1, and hidden gives it without a new exponential."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    again = _sigmoid(hidden)
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits), again * (1 - again))


def slope_from_pre_activation(x, y, w1, b1, w2, b2):
    """You use s(1 − s) with s = x·w1 + b1, before the sigmoid.
    That form of the slope holds for the sigmoid's value."""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    s = np.asarray(x) @ np.asarray(w1) + b1
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits), s * (1 - s))


def slope_of_tanh(x, y, w1, b1, w2, b2):
    """You use 1 − hidden² as the slope, which belongs to tanh.
    The hidden layer is a sigmoid: what is its derivative in terms of its value?"""
    hidden, logits = _forward(x, w1, b1, w2, b2)
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits), 1 - hidden**2)


def tanh_in_the_hidden_layer(x, y, w1, b1, w2, b2):
    """Your hidden layer is tanh.
    It is asked to be the sigmoid, in the forward pass as in the backward one."""
    hidden = np.tanh(np.asarray(x) @ np.asarray(w1) + b1)
    logits = hidden @ np.asarray(w2) + b2
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits), 1 - hidden**2)


def relu_in_the_hidden_layer(x, y, w1, b1, w2, b2):
    """Your hidden layer is a ReLU.
    It is asked to be the sigmoid, in the forward pass as in the backward one."""
    hidden = np.maximum(np.asarray(x) @ np.asarray(w1) + b1, 0.0)
    logits = hidden @ np.asarray(w2) + b2
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits), (hidden > 0) * 1.0)


def no_hidden_activation(x, y, w1, b1, w2, b2):
    """Your hidden layer has no activation, so that both layers together are one linear map.
    Put the sigmoid between them."""
    hidden = np.asarray(x, dtype=np.float64) @ np.asarray(w1) + b1
    logits = hidden @ np.asarray(w2) + b2
    return _loss(y, logits), _grads(x, hidden, w2, (_softmax(logits) - y) / len(logits), 1.0)


def forgets_hidden_bias(x, y, w1, b1, w2, b2):
    """b1 has no effect on your answer.
    It is added to x·w1, before the sigmoid."""
    return _right(x, y, w1, np.zeros(np.shape(b1)), w2, b2)


def forgets_output_bias(x, y, w1, b1, w2, b2):
    """b2 has no effect on your answer.
    It is added to hidden·w2, before the softmax."""
    return _right(x, y, w1, b1, w2, np.zeros(np.shape(b2)))


def bias_gradients_for_each_sample(x, y, w1, b1, w2, b2):
    """Your bias gradients have one row for each sample.
    A bias serves the whole batch: its gradient adds up what each sample wants."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    hidden, logits = _forward(x, w1, b1, w2, b2)
    delta = (_softmax(logits) - y) / len(logits)
    return loss, {**grads, "b1": delta @ np.asarray(w2).T * hidden * (1 - hidden), "b2": delta}


def bias_gradients_with_two_axes(x, y, w1, b1, w2, b2):
    """Your bias gradients are matrices of one row, as keepdims=True leaves them.
    Each gradient has the shape of its parameter, and a bias has one axis."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss, {**grads, "b1": grads["b1"][None, :], "b2": grads["b2"][None, :]}


def bias_gradients_averaged_once_more(x, y, w1, b1, w2, b2):
    """You average the bias gradients over the batch where 1/n is already in them.
    From there on the samples are added up."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss, {**grads, "b1": grads["b1"] / len(x), "b2": grads["b2"] / len(x)}


def bias_gradients_not_averaged(x, y, w1, b1, w2, b2):
    """Your weight gradients are averaged over the batch, your bias gradients are not.
    All four are derivatives of the same mean."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss, {**grads, "b1": grads["b1"] * len(x), "b2": grads["b2"] * len(x)}


def transposed_weight_gradients(x, y, w1, b1, w2, b2):
    """Your weight gradients are transposed.
    Each has the shape of its weights, (inputs, outputs): what comes from the layer's input goes down the rows."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss, {**grads, "w1": grads["w1"].T, "w2": grads["w2"].T}


def goes_back_through_w2_untransposed(x, y, w1, b1, w2, b2):
    """On the way back you multiply by w2 as it is.
    Forward it leads from hidden units to classes; backward it has to lead from classes to hidden units."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    hidden, logits = _forward(x, w1, b1, w2, b2)
    back = (_softmax(logits) - y) / len(logits) @ np.asarray(w2) * hidden * (1 - hidden)
    return loss, {**grads, "w1": np.asarray(x).T @ back, "b1": back.sum(axis=0)}


def w2_gradient_from_pre_activation(x, y, w1, b1, w2, b2):
    """Your gradient of w2 uses x·w1 + b1.
    What w2 gets to see in the forward pass is what stands in its gradient: the hidden layer after the sigmoid."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    delta = (_softmax(_forward(x, w1, b1, w2, b2)[1]) - y) / len(x)
    return loss, {**grads, "w2": (np.asarray(x) @ np.asarray(w1) + b1).T @ delta}


def keys_with_a_d_in_front(x, y, w1, b1, w2, b2):
    """Your keys are "dw1", "db1", "dw2" and "db2".
    Each gradient goes by its parameter's name: "w1", "b1", "w2", "b2"."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return loss, {f"d{key}": value for key, value in grads.items()}


def gradients_before_the_loss(x, y, w1, b1, w2, b2):
    """You return the gradients first and the loss second.
    The order asked for is loss, grads."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    return grads, loss


def cuts_fractions_off(x, y, w1, b1, w2, b2):
    """Where the parameters are integers, your gradients are cut to whole numbers.
    An array made like an integer one holds integers; calculate in floating point."""
    loss, grads = _right(x, y, w1, b1, w2, b2)
    params = {"w1": w1, "b1": b1, "w2": w2, "b2": b2}
    return loss, {key: value.astype(np.asarray(params[key]).dtype) for key, value in grads.items()}
