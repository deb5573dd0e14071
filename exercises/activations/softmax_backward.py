import numpy as np


def softmax_backward(probs: np.ndarray, upstream: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the gradient by the softmax's inputs, from its outputs and the gradient by these.

    Along `axis`, p = softmax(x) and its Jacobian are

        pᵢ = e^xᵢ / Σₖ e^xₖ        ∂pⱼ/∂xᵢ = pⱼ·(1 − pⱼ) where i = j, else −pⱼ·pᵢ

    For a number J that depends on x through p alone, with uⱼ = ∂J/∂pⱼ (`upstream`), the chain rule adds up over all
    outputs j that xᵢ reaches:

        ∂J/∂xᵢ = Σⱼ uⱼ·∂pⱼ/∂xᵢ = pᵢ·(uᵢ − Σⱼ pⱼ·uⱼ)

    Sums run along `axis` alone: all other axes number independent softmaxes. x itself isn't needed.

    Arguments (without units; float64, float32 or signed integers):
        probs: p, what the softmax returned: any shape of at least one axis, entries ≥ 0 (some may be exactly 0, where
            the exponential was too small) that sum to 1 along `axis`. Another axis may have length 0 (no samples).
        upstream: ∂J/∂p, an array of the same shape, any values.
        axis: the axis of the softmax, an int; negative ones count from the end. Without it the last one.

    Returns:
        ∂J/∂x, an array of the same shape, also where that is empty. Nothing is averaged over a batch. Fractions are
        kept, also where an argument holds integers. The arguments themselves stay unchanged.

    Raises:
        Nothing.

    Example:
        probs [0.659001, 0.242433, 0.098566] is the softmax of 2, 1, 0.1. With upstream [1, 0, 0] the sum Σ p·u is
        0.659001, and the answer 0.659001·(1 − 0.659001), 0.242433·(0 − 0.659001), 0.098566·(0 − 0.659001), which is
        [0.224719, −0.159764, −0.064955].

    Source: Goodfellow, Bengio and Courville, "Deep Learning" (2016), sections 6.2.2.3 and 6.5; TensorFlow,
    tf.nn.softmax.
    """
    raise NotImplementedError
