import numpy as np


def im2col(
    x: np.ndarray,
    kernel_size: int | tuple[int, int],
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
) -> np.ndarray:
    """Lay out every window that a kernel sees as one row of a matrix.

    Each image is first surrounded by zeros: `padding` rows above and below, `padding` columns left and right.
    A window of kh × kw pixels then moves over it in steps of `stride`. Of each side

        oh = floor((h + 2·ph − kh) / sh) + 1        ow = floor((w + 2·pw − kw) / sw) + 1

    windows fit; pixels beyond the last whole window are left out. Row (i·oh + r)·ow + s of the answer is the window
    of image i whose upper left corner lies at row r·sh, column s·sw of the padded image; in it, the pixel at (a, b)
    of the window has its channel k in column (a·kw + b)·c + k:

        cols[(i·oh + r)·ow + s, (a·kw + b)·c + k] = padded[i, r·sh + a, s·sw + b, k]

    So rows run in (n, oh, ow) order, columns in (kh, kw, c) order, the last one fastest in both. A convolution is
    then a single product of matrices: cols · kernel.reshape(kh·kw·c, c_out).

    Arguments:
        x: images, shape (n, h, w, c), float or integer. n may be 0: the answer then has shape (0, kh·kw·c).
        kernel_size: pixels of a window, an int (both sides) or a pair (kh, kw).
        stride: pixels from one window to the next, an int or a pair (sh, sw), (down, to the right), each ≥ 1.
        padding: rows and columns of zeros on each side, an int or a pair (ph, pw), each ≥ 0.

    Returns:
        A new array of shape (n·oh·ow, kh·kw·c): two axes whatever n and c are.

    Raises:
        Nothing: a window always fits into the padded image.

    Example:
        x is one image of one channel, shape (1, 3, 3, 1), kernel_size 2:

            0 1 2          0 1 3 4
            3 4 5    →     1 2 4 5
            6 7 8          3 4 6 7
                           4 5 7 8

    Source: K. Chellapilla, S. Puri, P. Simard, "High Performance Convolutional Neural Networks for Document
    Processing" (2006); column order as TensorFlow's tf.image.extract_patches.
    """
    raise NotImplementedError
