import numpy as np


def _areas(boxes):
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])


def _intersection(a, b):
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    return np.prod(np.maximum(sides, 0.0), axis=-1)


def _iou(a, b):
    overlap = _intersection(a, b)
    return overlap / (_areas(a) + _areas(b) - overlap)


def _order(scores):
    return np.argsort(-np.asarray(scores, np.float64), kind="stable").tolist()


def _kept(boxes, order, removes):
    """Indices kept in this order, where removes(kept box, other box) says what a kept box does."""
    boxes = np.asarray(boxes, np.float64)
    kept = []
    for index in order:
        if not any(removes(boxes[other], boxes[index]) for other in kept):
            kept.append(index)
    return np.array(kept, np.int64)


def _right(boxes, scores, threshold):
    return _kept(boxes, _order(scores), lambda a, b: _iou(a, b) > threshold)


def returns_them_by_index(boxes, scores, iou_threshold):
    """You return the kept indices in the order of the boxes.
    They come by falling score: the best box first."""
    return np.sort(_right(boxes, scores, iou_threshold))


def starts_with_the_worst(boxes, scores, iou_threshold):
    """You go through the boxes by rising score, so that the worst box is kept first and removes better ones.
    Start with the best score: NumPy sorts the other way round."""
    return _kept(boxes, _order(scores)[::-1], lambda a, b: _iou(a, b) > iou_threshold)


def returns_worst_first(boxes, scores, iou_threshold):
    """You keep the right boxes, and return them by rising score.
    The best box comes first."""
    return _right(boxes, scores, iou_threshold)[::-1]


def ignores_scores(boxes, scores, iou_threshold):
    """You go through the boxes in the order in which they come.
    Go by falling score: of two boxes that overlap, the one with the better score stays."""
    return _kept(boxes, range(len(boxes)), lambda a, b: _iou(a, b) > iou_threshold)


def ranks_instead_of_sorting(boxes, scores, iou_threshold):
    """You sort twice, and so take each box's rank for an index.
    One argsort gives the boxes by score; the argsort of that tells at which place each box stands."""
    return _kept(boxes, np.argsort(_order(scores)).tolist(), lambda a, b: _iou(a, b) > iou_threshold)


def returns_places_in_the_sorted_list(boxes, scores, iou_threshold):
    """The indices that you return count in your sorted list of boxes.
    Translate them back: asked for are rows of `boxes` as they were given."""
    order = _order(scores)
    return np.array([order.index(i) for i in _right(boxes, scores, iou_threshold)], np.int64)


def returns_the_boxes(boxes, scores, iou_threshold):
    """You return the kept boxes themselves.
    Asked for are their indices."""
    return np.asarray(boxes)[_right(boxes, scores, iou_threshold)]


def returns_the_scores(boxes, scores, iou_threshold):
    """You return the scores of the kept boxes.
    Asked for are their indices."""
    return np.asarray(scores)[_right(boxes, scores, iou_threshold)]


def returns_a_mask(boxes, scores, iou_threshold):
    """You return for each box whether it is kept.
    Asked for are the indices of the kept ones, by falling score."""
    keep = np.zeros(len(boxes), bool)
    keep[_right(boxes, scores, iou_threshold)] = True
    return keep


def forgets_the_last_box(boxes, scores, iou_threshold):
    """Your loop ends while one box is still waiting, and that one is lost.
    The last box that nothing has removed is kept too."""
    waiting, boxes, kept = _order(scores), np.asarray(boxes, np.float64), []
    while len(waiting) > 1:
        kept.append(waiting[0])
        waiting = [i for i in waiting[1:] if _iou(boxes[kept[-1]], boxes[i]) <= iou_threshold]
    return np.array(kept, np.int64)


def keeps_only_the_best(boxes, scores, iou_threshold):
    """You return one box.
    After the best one go on: every box that overlaps no kept box too much is kept as well."""
    return _right(boxes, scores, iou_threshold)[:1]


def lets_removed_boxes_remove(boxes, scores, iou_threshold):
    """You compare each box with all better ones, so that boxes which have gone still remove others.
    Compare with kept boxes only."""
    corners, order = np.asarray(boxes, np.float64), _order(scores)
    return np.array(
        [i for n, i in enumerate(order) if all(_iou(corners[j], corners[i]) <= iou_threshold for j in order[:n])],
        np.int64,
    )


def compares_with_the_best_only(boxes, scores, iou_threshold):
    """You compare every box with the best one only.
    Each kept box removes the boxes that overlap it."""
    corners, order = np.asarray(boxes, np.float64), _order(scores)
    return np.array(order[:1] + [i for i in order[1:] if _iou(corners[order[0]], corners[i]) <= iou_threshold], int)


def compares_with_the_last_kept_only(boxes, scores, iou_threshold):
    """You compare each box with the one that was kept last.
    It has to clear all kept boxes."""
    corners, kept = np.asarray(boxes, np.float64), []
    for i in _order(scores):
        if not kept or _iou(corners[kept[-1]], corners[i]) <= iou_threshold:
            kept.append(i)
    return np.array(kept, np.int64)


def removes_what_overlaps_little(boxes, scores, iou_threshold):
    """Your comparison is the wrong way round: boxes that overlap little go, and duplicates stay.
    A box goes if its IoU exceeds the threshold."""
    return _kept(boxes, _order(scores), lambda a, b: _iou(a, b) < iou_threshold)


def removes_all_that_overlap(boxes, scores, iou_threshold):
    """You remove every box that overlaps a kept one at all.
    A box goes only if the IoU exceeds the threshold."""
    return _kept(boxes, _order(scores), lambda a, b: _iou(a, b) > 0)


def removes_nothing(boxes, scores, iou_threshold):
    """You only sort the boxes by score.
    A box whose IoU with a kept one exceeds the threshold has to go."""
    return np.array(_order(scores), np.int64)


def takes_the_threshold_for_one_half(boxes, scores, iou_threshold):
    """You compare with 0.5 whatever iou_threshold is.
    The threshold is an argument."""
    return _right(boxes, scores, 0.5)


def drops_low_scores(boxes, scores, iou_threshold):
    """You drop boxes whose score is below iou_threshold.
    The threshold is for the IoU alone: a box with a low score is kept if it overlaps no better one too much."""
    scores = np.asarray(scores)
    return np.array([i for i in _right(boxes, scores, iou_threshold) if scores[i] >= iou_threshold], np.int64)


def counts_the_overlap_twice(boxes, scores, iou_threshold):
    """You divide by the sum of both areas, which holds the intersection twice.
    Take it off once: that is the union's area."""
    return _kept(boxes, _order(scores), lambda a, b: _intersection(a, b) / (_areas(a) + _areas(b)) > iou_threshold)


def divides_by_the_smaller_box(boxes, scores, iou_threshold):
    """You divide the intersection by the smaller box's area, so that a small box within a large one always goes.
    Divide by the area of the union."""
    return _kept(
        boxes,
        _order(scores),
        lambda a, b: _intersection(a, b) / np.minimum(_areas(a), _areas(b)) > iou_threshold,
    )


def divides_by_the_kept_box(boxes, scores, iou_threshold):
    """You divide the intersection by the area of the kept box.
    Divide by the area of the union, in which both boxes have their part."""
    return _kept(boxes, _order(scores), lambda a, b: _intersection(a, b) / _areas(a) > iou_threshold)


def divides_by_the_enclosing_box(boxes, scores, iou_threshold):
    """You divide the intersection by the area of the smallest box around both.
    The union is smaller than that: it has no area beyond the two boxes."""

    def share(a, b):
        sides = np.maximum(a[2:], b[2:]) - np.minimum(a[:2], b[:2])
        return _intersection(a, b) / np.prod(sides)

    return _kept(boxes, _order(scores), lambda a, b: share(a, b) > iou_threshold)


def compares_the_area(boxes, scores, iou_threshold):
    """You compare the area of the intersection with the threshold.
    Divide it by the area of the union first: the threshold is a share, the same for small and large boxes."""
    return _kept(boxes, _order(scores), lambda a, b: _intersection(a, b) > iou_threshold)


def adds_one_to_the_sides(boxes, scores, iou_threshold):
    """You add 1 to heights and widths, as if corners were indices of pixels that both belong to the box.
    Corners are coordinates: a side is the plain difference."""

    def sides(low, high):
        return np.prod(np.maximum(high - low + 1, 0.0))

    def iou(a, b):
        overlap = sides(np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:]))
        return overlap / (sides(a[:2], a[2:]) + sides(b[:2], b[2:]) - overlap)

    return _kept(boxes, _order(scores), lambda a, b: iou(a, b) > iou_threshold)


def multiplies_negative_sides(boxes, scores, iou_threshold):
    """Boxes that lie apart along both axes overlap for you: two negative sides have a positive product.
    A side of the intersection is never below 0."""

    def iou(a, b):
        sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
        overlap = sides[0] * sides[1]
        return overlap / (_areas(a) + _areas(b) - overlap)

    return _kept(boxes, _order(scores), lambda a, b: iou(a, b) > iou_threshold)


def takes_sizes_for_corners(boxes, scores, iou_threshold):
    """You take the last two numbers of a box for its height and width.
    They are its second corner: (y1, x1, y2, x2)."""
    boxes = np.asarray(boxes, np.float64)
    boxes = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    return _right(boxes, scores, iou_threshold)


def reads_one_axis_after_the_other(boxes, scores, iou_threshold):
    """You take the numbers of a box for (y1, y2, x1, x2).
    They are two corners, (y1, x1, y2, x2)."""
    boxes = np.asarray(boxes, np.float64)[:, [0, 2, 1, 3]]
    return _right(boxes, scores, iou_threshold)


def looks_along_one_axis(boxes, scores, iou_threshold):
    """You compare the boxes' heights only, so that boxes side by side overlap for you.
    The intersection has two sides, one along each axis."""
    boxes = np.asarray(boxes, np.float64) * [1, 0, 1, 0] + [0, 0, 0, 1]
    return _right(boxes, scores, iou_threshold)
