from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def area(low: Array, high: Array) -> Array:
    # Of boxes apart along both axes the intersection's two negative sides would have a positive product.
    product: Array = np.maximum(high - low, 0.0).prod(axis=-1)
    return product


def iou_with(box: Array, others: Array) -> Array:
    overlap = area(np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:]))
    return overlap / (area(box[:2], box[2:]) + area(others[:, :2], others[:, 2:]) - overlap)


def non_max_suppression(boxes: Array, scores: Array, iou_threshold: float) -> npt.NDArray[np.int64]:
    order = np.argsort(scores)[::-1]
    kept = np.zeros(len(order), bool)
    for place, index in enumerate(order):
        # order[kept] are those kept so far: the places after this one are still False.
        kept[place] = not np.any(iou_with(boxes[index], boxes[order[kept]]) > iou_threshold)
    return order[kept]
