from beartype import beartype as typechecker
from jaxtyping import Float, jaxtyped
import numpy as np


@jaxtyped(typechecker=typechecker)
@typechecker
def sigmoid_derivative(x: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    t = np.exp(-np.abs(x))
    return t / (1.0 + t) ** 2
