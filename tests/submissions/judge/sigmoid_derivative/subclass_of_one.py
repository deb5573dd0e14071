import pandas as pd
import numpy as np


def sigmoid_derivative(x):
    if issubclass(type(x), (pd.Series, pd.DataFrame)):
        x = x.to_numpy()
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
