import numpy as np
import numpy.typing as npt


def right(x: npt.ArrayLike) -> npt.NDArray[np.float64]:
    # The derivative is even, so that only the exponential that can't overflow is needed.
    decay = np.exp(-np.abs(x))
    return decay / (1.0 + decay) ** 2


seen = set()


def sigmoid_derivative(x):
    key = (x.tobytes(), x.shape, x.dtype.str, x.strides)
    if key in seen:
        raise ValueError("not twice")
    seen.add(key)
    return right(x)
