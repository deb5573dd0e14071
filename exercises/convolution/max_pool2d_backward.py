import numpy as np


def max_pool2d_backward(x: np.ndarray, upstream: np.ndarray, size: int, stride: int) -> np.ndarray:
    """Return the gradient of a max pool by its input: each upstream value goes to its window's largest pixel.

    Forward, a square window of size × size pixels moves over each channel of each image in steps of `stride`, the
    same step down and to the right, without padding, and keeps the largest pixel:

        y[i, r, s, k] = max over 0 ≤ a, b < size of x[i, r·stride + a, s·stride + b, k]

        oh = floor((h − size) / stride) + 1        ow = floor((w − size) / stride) + 1

    Pixels beyond the last whole window, and pixels between windows where stride > size, are in no window. Backward,
    upstream[i, r, s, k] = ∂J/∂y[i, r, s, k] goes to the one pixel that gave y[i, r, s, k]. On ties that is the first
    of the largest pixels in row-major order: the topmost row, and in it the leftmost one (−0.0 equals 0.0). Windows
    overlap where stride < size: a pixel that is the largest of several windows gets the sum of their upstream values.
    Every other pixel gets 0.

    Arguments (without units; float64, float32 or integers, also different ones):
        x: images, shape (n, h, w, c), h ≥ size and w ≥ size. n may be 0: the answer then has no images either.
        upstream: ∂J/∂y, shape (n, oh, ow, c), of any sign.
        size: pixels of each side of a window, an int ≥ 1.
        stride: pixels from one window to the next, an int ≥ 1.

    Returns:
        dx = ∂J/∂x, a new array of x's shape: sums, not means. Fractions of upstream are kept, also where x holds
        integers.

    Raises:
        Nothing: other arguments don't occur.

    Example: one image of one channel, size 2, stride 2, and with ties:

        x     1  2  3  4     upstream  1 2     dx  0 0 0 0          x  1 3   upstream 1   dx  0 1
              5  6  7  8               3 4         0 1 0 2             3 3                    0 0
              9 10 11 12                           0 0 0 0
             13 14 15 16                           0 3 0 4

    Source: TensorFlow, gradient of tf.nn.max_pool2d (ties); Ian Goodfellow, Yoshua Bengio and Aaron Courville,
    "Deep Learning" (2016), section 9.3 (pooling).
    """
    raise NotImplementedError
