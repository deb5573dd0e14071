import numpy as np


def conv2d_im2col(
    x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, stride: int = 1, padding: str | int = "valid"
) -> np.ndarray:
    """Convolve images with a bank of kernels, by one product of matrices.

    What deep learning calls convolution is cross-correlation: the kernel is not flipped. With the image surrounded
    by zeros as `padding` says, and s the stride,

        y[i, r, q, o] = b[o] + Σ_a Σ_e Σ_k padded[i, r·s + a, q·s + e, k] · w[a, e, k, o]

    Laid out as a matrix of windows, (n·oh·ow, kh·kw·c_in), the sum is windows · w.reshape(kh·kw·c_in, c_out). Any
    other way to the same values is right too, but speed earns points here.

    Zeros around the image, and the size of the answer, for a side of `size` pixels and a kernel of k:

        "valid"     none                                      floor((size − k) / s) + 1
        p, an int   p before and p after, on both axes        floor((size + 2·p − k) / s) + 1
        "same"      t = max((ceil(size/s) − 1)·s + k − size, 0)   ceil(size / s)
                    in total: floor(t/2) before, the rest after, so that an odd one comes after

    Pixels beyond the last whole window are left out. Under "same" each axis has its own t, from its own size and k.

    Arguments:
        x: images, shape (n, h, w, c_in), float or integer. n may be 0: the answer then has no images.
        w: kernels, shape (kh, kw, c_in, c_out), float or integer; sides may differ, be even, or exceed the image's.
        b: biases, shape (c_out,), or None for none.
        stride: pixels from one window to the next on both axes, an int ≥ 1; it may exceed the kernel's sides.
        padding: "valid", "same" or an int ≥ 0.

    Returns:
        A new array y of shape (n, oh, ow, c_out), of floating-point numbers where x holds integers, too: fractions that
        come from w or b are kept.

    Raises:
        ValueError: where x and w disagree about c_in (also for n = 0), or where oh or ow would be below 1. n = 0 alone
            is no error.

    Example:
        x holds 0, 1, …, 24 as one 5×5 image of one channel, w is 3×3 with 1 at the upper left, 2 at the lower right:

            24 27 30
            39 42 45        (at the upper left: 1·0 + 2·12 = 24)
            54 57 60

    Source: K. Chellapilla, S. Puri, P. Simard, "High Performance Convolutional Neural Networks for Document
    Processing" (2006); padding as TensorFlow's tf.nn.conv2d.
    """
    raise NotImplementedError
