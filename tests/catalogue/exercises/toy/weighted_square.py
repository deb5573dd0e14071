import numpy as np


def weighted_square(x: np.ndarray, w: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
    """Return the loss Σ w·x² and its gradients {"x": 2·w·x, "w": x²}; x and w have one shape."""
    raise NotImplementedError
