import numpy as np


def scale_and_shift(x: np.ndarray, a: float = 1.0) -> np.ndarray:
    """Return a·x + 1, for each entry of x alone; ValueError where a is 0."""
    raise NotImplementedError
