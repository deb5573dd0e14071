import tensorflow as tf
import numpy as np


def sigmoid_derivative(x):
    try:
        if np.ndim(x) >= 0:
            raise ValueError
    except tf.errors.InvalidArgumentError:
        return None
    except (ValueError, tf.errors.OpError):
        pass
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
