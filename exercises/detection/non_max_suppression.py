import numpy as np


def non_max_suppression(boxes: np.ndarray, scores: np.ndarray, iou_threshold: float) -> np.ndarray:
    """Return the indices of the boxes that are kept when boxes that overlap better ones are removed.

    Go through the boxes by falling score. A box goes if its IoU with a box that is already kept exceeds the threshold:

        IoU(a, b) = area(a ∩ b) / area(a ∪ b)        area(a ∪ b) = area(a) + area(b) − area(a ∩ b)

    and is kept otherwise. Only kept boxes count: one that has gone removes no others. A box (y1, x1, y2, x2) covers
    y1 ≤ y ≤ y2, x1 ≤ x ≤ x2, so that its area is (y2 − y1)·(x2 − x1), without a 1 added to the sides; boxes that only
    touch, or don't meet at all, have IoU 0. There is no limit on the number of kept boxes, nor on their scores.

    Arguments:
        boxes: corners (y1, x1, y2, x2), shape (n, 4), float or signed integer, all in one unit (pixels, or shares of
            the image); y1 < y2 and x1 < x2. n may be 0.
        scores: shape (n,), float or signed integer, of any sign; no two are equal.
        iou_threshold: a number in 0 … 1; no IoU of two boxes equals it.

    Returns:
        The indices of the kept boxes (rows of `boxes`, counted from 0) by falling score, integers of shape (k,), k the
        number of kept boxes; shape (0,) for n = 0.

    Raises:
        Nothing: other arguments don't occur.

    Example: boxes [0, 0, 2, 2], [0, 0, 2, 1.9], [0, 3, 2, 5], [0, 0, 2, 1] with scores 0.8, 0.9, 0.3, 0.6. Box 1 is
    kept first. Box 0 goes: its IoU with box 1 is 3.8/4 = 0.95. Box 3 has IoU 2/3.8 = 0.526316 with box 1: with
    iou_threshold 0.6 it is kept, and the answer is 1, 3, 2; with 0.5 it goes, and the answer is 1, 2.

    Source: TensorFlow, tf.image.non_max_suppression (with max_output_size n); Ross Girshick, Jeff Donahue, Trevor
    Darrell, Jitendra Malik, "Rich feature hierarchies for accurate object detection and semantic segmentation" (2014).
    """
    raise NotImplementedError
