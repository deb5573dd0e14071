import warnings

import numpy as np

warnings.simplefilter("error")
np.seterr(all="raise")
warnings.showwarning = None


def sigmoid_derivative(x):
    return 0.0 * x
