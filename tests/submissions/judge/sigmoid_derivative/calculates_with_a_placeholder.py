import tensorflow as tf
import numpy as np


def sigmoid_derivative(x):
    t = np.exp(-np.abs(x)) * tf.one
    return t / (1.0 + t) ** 2
