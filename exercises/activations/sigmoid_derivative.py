import numpy as np


def sigmoid_derivative(x: np.ndarray) -> np.ndarray:
    """Return the derivative of the sigmoid, for each entry of x alone.

    The sigmoid is σ(x) = 1 / (1 + e⁻ˣ). By the chain rule its derivative is

        σ′(x) = e⁻ˣ / (1 + e⁻ˣ)² = σ(x)·(1 − σ(x)),

    a bell around 0, never above 1/4. x is what goes into the sigmoid, not what comes out of it.

    Arguments:
        x: array of any shape, also 0-d or empty; float64, float32 or (signed) integers of 32 or 64 bits. Not changed.

    Returns:
        σ′(x), an array of x's shape, also where x holds integers: not rounded to integers. (For a 0-d array a
        number will do.) It is finite for every finite x: far from 0 it fades to 0, and is never nan. What counts is
        the absolute error, so that the plain formula is good enough wherever it is finite; warnings cost nothing.

    Raises:
        Nothing.

    Example:
        sigmoid_derivative(np.array([-1.0, 0.0, 1.0, 10000.0])) is
        [0.19661193324148185, 0.25, 0.19661193324148185, 0.0]. For the 1: σ(1) = 0.731059, 1 − σ(1) = 0.268941,
        and their product is 0.196612.

    Source: Goodfellow, Bengio and Courville, "Deep Learning" (2016), section 3.10; TensorFlow, tf.math.sigmoid.
    """
    raise NotImplementedError
