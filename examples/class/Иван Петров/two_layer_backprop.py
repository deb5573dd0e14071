import numpy as np


def two_layer_backprop(
    x: np.ndarray, y: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """Return the loss of a network of two layers on a batch, and its gradients by all parameters.

    Forward, for n samples of d features, h hidden units and k classes:

        hidden = σ(x·w1 + b1)                 σ(s) = 1/(1 + e⁻ˢ)
        p      = softmax(hidden·w2 + b2)      each row of p sums to 1
        loss   = mean over the n samples of −Σ y·log p, the sum over the k classes, the natural logarithm

    Backward, the derivatives of this loss; so the mean's 1/n is in them.

    Arguments (without units; float64, float32 or integers):
        x: `(n, d)`, n ≥ 1.
        y: `(n, k)`, labels: one-hot rows, or soft ones (probabilities); each row sums to 1.
        w1: `(d, h)`.  b1: `(h,)`.  w2: `(h, k)`.  b2: `(k,)`.

    Returns the tuple (loss, grads), in this order. loss is a number. grads is a dict with exactly the keys "w1",
    "b1", "w2" and "b2", each holding the gradient by that parameter, in that parameter's shape. Fractions are kept,
    also where the arguments are integers. Inputs of the softmax of ±1e3 give a finite, correct loss (a class whose
    p is too small for a float64 costs what its logarithm is, not what a clipped p would give) and finite gradients.

    Raises nothing.

    Example: x [[1, 2]], y [[0, 1]], w1 [[0.1, 0.2], [0.3, 0.4]], w2 [[0.5, −0.5], [0.25, 0.75]], both biases 0:
    hidden is 0.668188, 0.731059, p is 0.575093, 0.424907, the loss 0.855883; grads["b2"] is 0.575093, −0.575093,
    grads["b1"] is 0.127505, −0.0565350.

    Source: Ian Goodfellow, Yoshua Bengio and Aaron Courville, "Deep Learning" (2016), section 6.5.
    """
    raise NotImplementedError
