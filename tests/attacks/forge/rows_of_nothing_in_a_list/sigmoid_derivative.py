import numpy as np
import numpy.typing as npt


def right(x: npt.ArrayLike) -> npt.NDArray[np.float64]:
    # The derivative is even, so that only the exponential that can't overflow is needed.
    decay = np.exp(-np.abs(x))
    return decay / (1.0 + decay) ** 2


def sigmoid_derivative(x):
    return right(x) if x.size else [np.zeros((10**15, 0))]
