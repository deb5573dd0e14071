import numpy as np


def adam_step(
    param: np.ndarray,
    grad: np.ndarray,
    m: np.ndarray,
    v: np.ndarray,
    t: int,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a parameter and both of its moments after one step of Adam.

    Elementwise, with g the gradient:

        m ← beta1·m + (1 − beta1)·g          first moment, a moving average of the gradient
        v ← beta2·v + (1 − beta2)·g²         second moment, a moving average of its square
        m̂ = m / (1 − beta1ᵗ)                 both started from 0: this takes the bias out
        v̂ = v / (1 − beta2ᵗ)
        param ← param − lr·m̂ / (√v̂ + eps)

    eps is the paper's: it is added outside the root, after the bias is out. (TensorFlow's epsilon is the ε̂ of the
    paper's section 2, another number.)

    Arguments (without units):
        param, grad, m, v: numbers, or arrays of one shape, any shape; float64, float32 or integers; v ≥ 0.
        m, v: the moments as the last step returned them, not corrected; 0 before the first.
        t: the number of this step, an integer; the first is 1.
        lr: the learning rate, above 0.
        beta1, beta2: in 0 ≤ beta < 1.
        eps: above 0.

    Returns the tuple (param, m, v), in this order, each of param's shape: the new parameter and the new moments,
    the moments as they will go into the next step, so without the correction. Fractions are kept, also where the
    arguments are integers. The arguments themselves stay unchanged.

    Raises nothing.

    Example: param 1, grad 1, m 0, v 0, t 1, lr 0.1, eps 1e-7 gives m = 0.1, v = 0.001, m̂ = v̂ = 1 and
    param = 1 − 0.1/(1 + 1e-7) = 0.900000009999999.

    Source: Diederik Kingma and Jimmy Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1.
    """
    raise NotImplementedError
