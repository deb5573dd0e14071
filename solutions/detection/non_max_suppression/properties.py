from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Call = Callable[..., Any]
Array = npt.NDArray[Any]


def kept_boxes_lie_apart(call: Call, boxes: Array, scores: Array, iou_threshold: float) -> tuple[Any, Any]:
    """No two of the kept boxes have an IoU above the threshold."""
    kept = boxes[_indices(call(boxes, scores, iou_threshold))]
    low = np.maximum(kept[:, None, :2], kept[None, :, :2])
    high = np.minimum(kept[:, None, 2:], kept[None, :, 2:])
    overlap = np.prod(np.maximum(high - low, 0.0), axis=-1)
    areas = np.prod(kept[:, 2:] - kept[:, :2], axis=-1)
    too_near = overlap > iou_threshold * (areas[:, None] + areas - overlap)
    return int(np.triu(too_near, k=1).sum()), 0


def order_of_boxes_changes_nothing(
    call: Call, boxes: Array, scores: Array, iou_threshold: float, order: Array
) -> tuple[Any, Any]:
    """The same boxes in another order are kept, and come in the same order."""
    kept = _indices(call(boxes, scores, iou_threshold))
    kept_of_shuffled = _indices(call(boxes[order], scores[order], iou_threshold))
    return order[kept_of_shuffled], kept


def _indices(answer: Any) -> npt.NDArray[np.int64]:
    indices = np.asarray(answer)
    if indices.ndim != 1:
        raise ValueError(f"indices of shape {indices.shape}")
    with np.errstate(invalid="ignore"):  # nan is no index either
        return indices.astype(np.int64)
