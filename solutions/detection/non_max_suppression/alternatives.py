import warnings

import numpy as np


def _overlap(a, b):
    height = min(a[2], b[2]) - max(a[0], b[0])
    width = min(a[3], b[3]) - max(a[1], b[1])
    return height * width if height > 0 and width > 0 else 0.0


def _matrix(boxes):
    boxes = np.asarray(boxes, float)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    overlap = np.clip(high - low, 0, None).prod(-1)
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(-1)
    return overlap / (areas[:, None] + areas - overlap)


def lists_and_loops(boxes, scores, iou_threshold):
    boxes = boxes.tolist()
    kept = []
    for score, index in sorted(zip(scores.tolist(), range(len(boxes))), reverse=True):
        a = boxes[index]
        stays = True
        for other in kept:
            b = boxes[other]
            overlap = _overlap(a, b)
            union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - overlap
            if overlap / union > iou_threshold:
                stays = False
        if stays:
            kept.append(index)
    return kept


def shrinking_order(boxes, scores, iou_threshold):
    """As in Girshick's own code, but for the 1 added to the sides there."""
    y1, x1, y2, x2 = boxes.astype(np.float64).T
    areas = (x2 - x1) * (y2 - y1)
    order = scores.argsort()[::-1]
    keep = []
    while order.size > 0:
        i = order[0]
        keep.append(i)
        rest = order[1:]
        w = np.maximum(0.0, np.minimum(x2[i], x2[rest]) - np.maximum(x1[i], x1[rest]))
        h = np.maximum(0.0, np.minimum(y2[i], y2[rest]) - np.maximum(y1[i], y1[rest]))
        inter = w * h
        order = rest[inter / (areas[i] + areas[rest] - inter) <= iou_threshold]
    print("kept", len(keep))
    return np.array(keep, dtype=np.int32)


def best_one_left(boxes, scores, iou_threshold, max_output_size=None):
    ious = _matrix(boxes)
    left = np.array(scores, dtype=np.float64)
    out = np.empty(0)
    while np.any(left > -np.inf) and (max_output_size is None or len(out) < max_output_size):
        best = int(np.argmax(left))
        out = np.append(out, best)
        left[ious[best] > iou_threshold] = -np.inf
        left[best] = -np.inf
    return out


def one_after_the_other(boxes, scores, iou_threshold):
    """A generator."""
    waiting = sorted(range(len(scores)), key=lambda i: float(scores[i]))
    boxes = [tuple(map(float, box)) for box in boxes]
    while waiting:
        best = waiting.pop()
        yield best
        b = boxes[best]

        def clashes(i):
            a = boxes[i]
            overlap = _overlap(a, b)
            # without a division
            both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
            return overlap > iou_threshold * (both - overlap)

        waiting = [i for i in waiting if not clashes(i)]


def settles_down(boxes, scores, iou_threshold):
    """Starts with all boxes kept, and repeats until nothing changes: a box goes if a kept better one overlaps it."""
    warnings.warn("n rounds at worst")
    order = np.argsort(np.negative(scores, dtype=float))
    removes = np.triu(_matrix(boxes)[np.ix_(order, order)] > iou_threshold, k=1)
    keep = np.ones(len(order), bool)
    for _ in range(len(order) + 1):
        keep = ~np.any(removes & keep[:, None], axis=0)
    return tuple(order[keep])


def recursive(boxes, scores, iou_threshold, indices=None):
    boxes, scores = np.asarray(boxes, np.longdouble), np.asarray(scores, np.longdouble)
    if indices is None:
        indices = np.arange(len(boxes))
    if not len(indices):
        return np.array([], dtype=np.uint8)
    top = indices[np.argmax(scores[indices])]
    a, b = boxes[top], boxes[indices]
    overlap = np.maximum(np.minimum(a[2], b[:, 2]) - np.maximum(a[0], b[:, 0]), 0)
    overlap = overlap * np.maximum(np.minimum(a[3], b[:, 3]) - np.maximum(a[1], b[:, 1]), 0)
    area = lambda box: (box[..., 2] - box[..., 0]) * (box[..., 3] - box[..., 1])
    stays = (overlap / (area(a) + area(b) - overlap) <= iou_threshold) & (indices != top)
    return np.concatenate([[top], recursive(boxes, scores, iou_threshold, indices[stays])])
