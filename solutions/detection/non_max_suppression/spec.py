from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.authoring.strategies import DrawFn
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, case, example
from grader.filling import fill

from .properties import kept_boxes_lie_apart, order_of_boxes_changes_nothing

Array = npt.NDArray[Any]
CLEAR = 2e-3  # drawn IoUs keep this distance from the threshold: float32 and any order of operations decide alike


def tensorflow_suppression(boxes: Array, scores: Array, iou_threshold: float) -> Array:
    """Return what TensorFlow keeps; its operation refuses float64, and IoUs are clear of float32's rounding.

    Neither a shift of all boxes nor other scores in the same order change the answer, and float32 holds what is left.
    """
    import tensorflow as tf

    corners = np.array(boxes, np.float64)
    ranks = np.argsort(np.argsort(np.array(scores, np.float64)))
    kept = tf.image.non_max_suppression(
        tf.constant((corners - corners.min(initial=np.inf)).astype(np.float32)),
        tf.constant(ranks.astype(np.float32)),
        max_output_size=len(boxes),
        iou_threshold=float(iou_threshold),
    )
    indices: Array = kept.numpy().astype(np.int64)
    return indices


def ious(boxes: Array) -> Array:
    """Return the IoU of each pair of boxes, each once."""
    found = []
    for i, a in enumerate(boxes.astype(np.float64)):
        for b in boxes[:i].astype(np.float64):
            height, width = np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0.0)
            areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
            found.append(height * width / (areas - height * width))
    return np.array(found)


def cleared(boxes: Array, threshold: float) -> float:
    """Return the threshold, or the next one above it that is clear of all IoUs."""
    found = ious(boxes)
    while np.any(np.abs(found - threshold) < CLEAR):
        threshold = round(threshold + CLEAR, 6)
    return threshold


@st.composite
def clusters(draw: DrawFn, low: int, high: int, kind: str = "float64") -> tuple[Array, Array, float]:
    """Draw boxes that often overlap, scores well apart, and a threshold clear of all IoUs."""
    n = draw(st.whole(low, high))
    corners = draw(st.arrays((n, 2), 0.0, draw(st.sampled_from([1.5, 3.0, 5.0]))))
    sides = draw(st.arrays((n, 2), 1.0, 5.0))
    boxes = np.concatenate([corners, corners + sides], axis=1)
    ranks = np.argsort(np.argsort(draw(st.arrays((n,)))))
    if kind == "int64":
        boxes, scores = np.floor(8 * boxes).astype(np.int64), ranks * 3 - n
    else:
        boxes = (boxes * draw(st.sampled_from([1.0, 1.0, 0.0625, 20.0]))).astype(kind)
        scores = ((ranks + 0.5) / max(n, 1) - draw(st.sampled_from([0.0, 0.0, 0.5]))).astype(kind)
    nominal = draw(st.sampled_from([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]))
    return boxes, scores, cleared(boxes, nominal)


@st.composite
def drawn(draw: DrawFn, low: int, high: int) -> Case:
    kind = draw(st.sampled_from(["float64", "float64", "float64", "float64", "float32", "int64"]))
    boxes, scores, threshold = draw(clusters(low, high, kind))
    return case("drawn", draw(st.layouts(st.just(boxes))), draw(st.layouts(st.just(scores))), threshold)


@st.composite
def drawn_apart(draw: DrawFn) -> Case:
    """Draw boxes in different cells of a grid, some of which touch."""
    n = draw(st.whole(1, 7))
    cells = np.argsort(draw(st.arrays((9,))))[:n]
    corners = np.stack([cells // 3, cells % 3], axis=1) * 4.0
    boxes = np.concatenate([corners, corners + np.round(draw(st.arrays((n, 2), 1.0, 4.5)))], axis=1)
    scores = np.argsort(np.argsort(draw(st.arrays((n,))))) / 8 - draw(st.sampled_from([0.0, 0.5]))
    return case("drawn", draw(st.layouts(st.just(boxes))), scores, draw(st.sampled_from([0.125, 0.3, 0.5, 0.75])))


@st.composite
def shuffled(draw: DrawFn) -> Case:
    boxes, scores, threshold = draw(clusters(3, 7))
    return Case("drawn", (boxes, scores, threshold, np.argsort(draw(st.arrays((len(boxes),))))))


def plain(low: int, high: int) -> Any:
    return clusters(low, high).map(lambda arguments: Case("drawn", arguments))


def rung(name: str, boxes: Any, scores: Any, threshold: float) -> Case:
    """Return a case of float64 arrays."""
    return case(name, np.array(boxes, np.float64), np.array(scores, np.float64), threshold)


# Boxes named for where they are: SQUARE and those that overlap it, with the IoU.
SQUARE = [0, 0, 2, 2]
UPPER_HALF = [0, 0, 1, 2]  # 1/2
LEFT_HALF = [0, 0, 2, 1]  # 1/2
SHIFTED_RIGHT = [0, 1, 2, 3]  # 1/3
SHIFTED_DOWN = [1, 0, 3, 2]  # 1/3
SHIFTED_BOTH = [1, 1, 3, 3]  # 1/7
BESIDE = [0, 2, 2, 4]  # touches
BELOW = [2, 0, 4, 2]  # touches
FAR_RIGHT = [0, 6, 2, 8]
FAR_DOWN = [6, 0, 8, 2]
FAR = [6, 6, 8, 8]
NEAR = [3, 3, 5, 5]  # apart along both axes, by 1

SLIGHT = 2 - 2.0**-6  # just within SQUARE

NONE = np.zeros((0, 4)), np.zeros(0)
# More boxes than are ever drawn, in no order: some overlap, or each lies in a cell of its own.
FIFTY = np.concatenate([(low := fill(1, (50, 2), 0.0, 9.0)), low + fill(2, (50, 2), 1.0, 4.0)], axis=1)
FIFTY_SCORES = fill(3, (50,))
# More than the limit that other libraries' suppression has by default, and more than 7 bits count.
MORE_THAN_128 = np.stack([(cells := np.arange(130)) // 8, cells % 8, cells // 8 + 0.75, cells % 8 + 0.5], axis=1)
CLOSE_SCORES = 0.5 + 2.0**-50 * np.array([1.0, 3.0, 2.0])

APART = Inputs(
    ladder=[
        rung("one box", [SQUARE], [0.5], 0.5),
        rung("two boxes, the first better", [SQUARE, FAR_RIGHT], [0.75, 0.25], 0.5),
        rung("two boxes, the second better", [SQUARE, FAR_RIGHT], [0.25, 0.75], 0.5),
        rung("one below the other", [SQUARE, FAR_DOWN], [0.25, 0.75], 0.5),
        rung("apart along both axes", [SQUARE, FAR], [0.25, 0.75], 0.5),
        rung("apart along both axes, but near", [SQUARE, NEAR], [0.25, 0.75], 0.125),
        rung("large boxes apart along both axes", [[0, 0, 4, 4], [6, 6, 10, 10]], [0.75, 0.25], 0.125),
        rung("three boxes, the middle one best", [SQUARE, FAR_DOWN, FAR_RIGHT], [0.125, 0.75, 0.5], 0.5),
        rung("three boxes, the last one best", [SQUARE, FAR_DOWN, FAR_RIGHT], [0.5, 0.125, 0.75], 0.5),
        rung("side by side", [SQUARE, BESIDE], [0.25, 0.75], 0.125),
        rung("one right below the other", [SQUARE, BELOW], [0.25, 0.75], 0.125),
        rung("corners touch", [SQUARE, [2, 2, 4, 4]], [0.25, 0.75], 0.125),
        rung("four boxes", [SQUARE, FAR, FAR_RIGHT, FAR_DOWN], [0.5, 0.875, 0.25, 0.75], 0.5),
        rung("three boxes on a diagonal", [SQUARE, NEAR, FAR], [0.5, 0.25, 0.75], 0.125),
        rung("negative scores", [SQUARE, FAR_RIGHT, FAR_DOWN], [-2, -1, -3], 0.5),
        rung("scores above one", [SQUARE, FAR_RIGHT, FAR_DOWN], [3, 7, 5], 0.5),
        rung("away from the origin", [[4, 4, 5, 5], [4, 6, 5, 7]], [0.25, 0.75], 0.25),
    ],
    edges=[
        case("no boxes", *NONE, 0.5),
        rung("negative coordinates", [[-3, -3, -1, -1], [-6, 2, -4, 4]], [0.25, 0.75], 0.5),
        rung("scores close together", [SQUARE, FAR_RIGHT, FAR_DOWN], CLOSE_SCORES, 0.5),
        rung("scores far apart", [SQUARE, FAR_RIGHT, FAR_DOWN, FAR], [1e13, -2e13, 2e13, -1e13], 0.5),
        rung("scores close to zero", [SQUARE, FAR_RIGHT, FAR_DOWN], [1e-9, 3e-9, -2e-9], 0.5),
        rung("a hundred and thirty boxes", MORE_THAN_128, fill(4, (130,)), 0.5),
        rung("far apart", [[0, 0, 1, 1], [5000, 5000, 5001, 5001]], [0.25, 0.75], 0.5),
        rung("within the unit image", [[0, 0, 0.25, 0.25], [0.5, 0.5, 1, 1]], [0.25, 0.75], 0.5),
        case("integers", np.array([SQUARE, FAR, FAR_DOWN]), np.array([1, 3, 2]), 0.5),
        case("float32", np.array([SQUARE, FAR], np.float32), np.array([0.1, 0.7], np.float32), 0.5),
        case("read-only", st.read_only(np.array([SQUARE, FAR])), st.read_only(np.array([0.25, 0.75])), 0.5),
    ],
    drawn=drawn_apart(),
    count=120,
)

PAIRS = Inputs(
    ladder=[
        rung("the same box twice", [SQUARE, SQUARE], [0.75, 0.25], 0.5),
        rung("the same box twice, the second better", [SQUARE, SQUARE], [0.25, 0.75], 0.5),
        rung("IoU 1/2 above 0.4", [SQUARE, UPPER_HALF], [0.75, 0.5], 0.4),
        rung("IoU 1/2 below 0.6", [SQUARE, UPPER_HALF], [0.75, 0.65], 0.6),
        rung("IoU 1/2 above 0.4, the smaller box better", [SQUARE, LEFT_HALF], [0.5, 0.75], 0.4),
        rung("IoU 1/2 below 0.6, the smaller box better", [SQUARE, LEFT_HALF], [0.65, 0.75], 0.6),
        rung("IoU 1/3 above 0.25", [SQUARE, SHIFTED_RIGHT], [0.75, 0.5], 0.25),
        rung("IoU 1/3 below 0.4", [SQUARE, SHIFTED_RIGHT], [0.75, 0.5], 0.4),
        rung("IoU 1/3 above 0.25, shifted down", [SQUARE, SHIFTED_DOWN], [0.75, 0.5], 0.25),
        rung("IoU 1/3 below 0.4, shifted down", [SQUARE, SHIFTED_DOWN], [0.75, 0.5], 0.4),
        rung("IoU 1/7 above 0.125", [SQUARE, SHIFTED_BOTH], [0.75, 0.5], 0.125),
        rung("IoU 1/7 below 0.2", [SQUARE, SHIFTED_BOTH], [0.75, 0.5], 0.2),
        rung("a small box within", [[0, 0, 3, 3], [1, 1, 2, 2]], [0.75, 0.5], 0.25),
        rung("a small box within, above 0.1", [[0, 0, 3, 3], [1, 1, 2, 2]], [0.75, 0.5], 0.1),
        rung("a small box around", [[1, 1, 2, 2], [0, 0, 3, 3]], [0.75, 0.5], 0.25),
        rung("small boxes", [[0, 0, 0.5, 0.5], [0, 0.25, 0.5, 0.75]], [0.75, 0.5], 0.25),
        rung("small boxes, kept", [[0, 0, 0.5, 0.5], [0, 0.25, 0.5, 0.75]], [0.75, 0.5], 0.4),
        rung("large boxes", [[0, 0, 40, 20], [0, 10, 40, 30]], [0.75, 0.5], 0.4),
        rung("a cross", [[0, 1, 3, 2], [1, 0, 2, 3]], [0.75, 0.5], 0.25),
        rung("a cross, above 0.15", [[0, 1, 3, 2], [1, 0, 2, 3]], [0.75, 0.5], 0.15),
        rung("a high and a wide box with a common corner", [[0, 0, 4, 1], [0, 0, 1, 4]], [0.75, 0.5], 0.125),
        rung("scores below the threshold", [SQUARE, SHIFTED_BOTH], [0.25, 0.125], 0.5),
        rung("negative scores", [SQUARE, UPPER_HALF], [-2, -1], 0.4),
    ],
    edges=[
        rung("threshold 0", [SQUARE, [SLIGHT, SLIGHT, 4, 4]], [0.25, 0.75], 0.0),
        case("threshold 0, an integer", np.array([SQUARE, SHIFTED_BOTH]) / 2, np.array([0.25, 0.75]), 0),
        case("threshold 1, an integer", np.array([SQUARE, [0, 0, 2, SLIGHT]]), np.array([0.25, 0.75]), 1),
        rung("threshold 1", [SQUARE, [0, 0, 2, 2 - 2.0**-12]], [0.25, 0.75], 1.0),
        rung("IoU 1/2 just above the threshold", [SQUARE, UPPER_HALF], [0.25, 0.75], 0.5 - 1e-5),
        rung("IoU 1/2 just below the threshold", [SQUARE, UPPER_HALF], [0.25, 0.75], 0.5 + 1e-5),
        rung("tiny boxes", 1e-4 * np.array([SQUARE, LEFT_HALF]), [0.25, 0.75], 0.4),
        rung("tiny boxes, kept", 1e-4 * np.array([SQUARE, LEFT_HALF]), [0.25, 0.75], 0.6),
        rung("very far from the origin", np.array([SQUARE, LEFT_HALF]) + 2.0**26, [0.25, 0.75], 0.4),
        rung("very far from the origin, kept", np.array([SQUARE, SHIFTED_RIGHT]) + 2.0**26, [0.25, 0.75], 0.4),
        rung("pixels with fractions", 100 + np.array([[0, 0.5, 2, 2.5], [0, 1, 2, 3]]), [0.25, 0.75], 0.5),
        rung("negative coordinates", [[-2, -2, 0, 0], [-2, -1, 0, 1]], [0.25, 0.75], 0.25),
        rung("very far on the negative side", np.array([SQUARE, LEFT_HALF]) - 2.0**26, [0.25, 0.75], 0.4),
        rung("very far on the negative side, kept", np.array([SQUARE, SHIFTED_RIGHT]) - 2.0**26, [0.25, 0.75], 0.4),
        case(
            "float32, far from the origin", np.array([SQUARE, UPPER_HALF], "f4") + 4096, np.array([1.0, 0.5], "f4"), 0.6
        ),
        case("large integers", 50000 * np.array([SQUARE, LEFT_HALF], np.int32), np.array([1, 2]), 0.4),
        case("large integers, kept", 50000 * np.array([SQUARE, LEFT_HALF], np.int32), np.array([1, 2]), 0.6),
        case("large integers of 16 bits", 150 * np.array([SQUARE, LEFT_HALF], np.int16), np.array([1, 2]), 0.4),
        case("large integers of 16 bits, kept", 150 * np.array([SQUARE, LEFT_HALF], np.int16), np.array([1, 2]), 0.6),
        case("8 bits", 60 * (np.array([SQUARE, LEFT_HALF], np.int8) - 1), np.array([1, 2], np.int8), 0.4),
        case("8 bits, kept", 60 * (np.array([SQUARE, LEFT_HALF], np.int8) - 1), np.array([1, 2], np.int8), 0.6),
        case("large integer scores", np.array([SQUARE, LEFT_HALF]), 2**24 + np.array([0, 1]), 0.4),
        case("float32 scores close together", np.array([SQUARE, LEFT_HALF]) / 2, np.array([1, 1 + 2**-20], "f4"), 0.4),
        rung("reaching out of the unit image", [[-0.5, 0, 0.5, 0.5], [0.25, 0, 0.5, 0.5]], [0.25, 0.75], 0.4),
        rung("far from the origin", [[100, 200, 102, 202], [100, 201, 102, 203]], [0.25, 0.75], 0.25),
        case("integers", np.array([SQUARE, SHIFTED_RIGHT]), np.array([1, 2]), 0.25),
        case("integers, kept", np.array([SQUARE, SHIFTED_RIGHT]), np.array([1, 2]), 0.4),
        case("float32", np.array([SQUARE, UPPER_HALF], np.float32), np.array([0.3, 0.7], np.float32), 0.4),
    ],
    drawn=drawn(2, 2),
    count=160,
)

# Neighbours overlap by 1/3, the outer two only touch.
ROW = [[0, 0, 2, 2], [0, 1, 2, 3], [0, 2, 2, 4]]
COLUMN = [[0, 0, 2, 2], [1, 0, 3, 2], [2, 0, 4, 2], [3, 0, 5, 2]]
FALLING = [0.875, 0.75, 0.5, 0.25, 0.125]
SIX = np.array([[0, 0, 4, 4], [5, 5, 9, 8], [0, 1, 4, 5], [1, 1, 5, 5], [5, 4, 9, 8], [0, 8, 3, 9]], np.float64)
SIX_SCORES = np.array([0.5, 0.75, 0.625, 0.25, 0.375, 0.125])

MANY = Inputs(
    ladder=[
        rung("the same box three times", [SQUARE] * 3, [0.25, 0.75, 0.5], 0.5),
        rung("a removed box removes none", ROW, [0.75, 0.5, 0.25], 0.25),
        rung("a removed box removes none, the last one best", ROW, [0.25, 0.5, 0.75], 0.25),
        rung("the middle box removes both", ROW, [0.5, 0.75, 0.25], 0.25),
        rung("the second kept box removes one", [FAR, SQUARE, UPPER_HALF], [0.75, 0.5, 0.25], 0.4),
        rung("the first kept box removes the last", [SQUARE, FAR, UPPER_HALF], [0.75, 0.5, 0.25], 0.4),
        rung("two pairs", [SQUARE, FAR, UPPER_HALF, [6, 6, 8, 7]], [0.25, 0.5, 0.75, 0.625], 0.4),
        rung("a removed box removes none, after others", [*ROW[:2], FAR, FAR_DOWN, ROW[2]], FALLING, 0.25),
        rung("a row of four", COLUMN, [0.875, 0.75, 0.5, 0.25], 0.25),
        rung("a row of four from the middle", COLUMN, [0.25, 0.875, 0.5, 0.75], 0.25),
        rung("all overlap, none enough", ROW, [0.25, 0.75, 0.5], 0.4),
        rung("two of three overlap enough", [SQUARE, SHIFTED_BOTH, UPPER_HALF], [0.5, 0.25, 0.75], 0.3),
        rung("six boxes", SIX, SIX_SCORES, 0.35),
        rung("six boxes, lower threshold", SIX, SIX_SCORES, 0.2),
    ],
    edges=[
        rung("within the unit image", SIX / 9, SIX_SCORES, 0.35),
        rung("in pixels", 50 * SIX, SIX_SCORES, 0.35),
        rung("scores close together", ROW, CLOSE_SCORES, 0.25),
        rung("fifty boxes", FIFTY, FIFTY_SCORES, cleared(FIFTY, 0.25)),
        rung("fifty boxes, many kept", FIFTY, FIFTY_SCORES, cleared(FIFTY, 0.7)),
        case("integers", SIX.astype(int), (8 * SIX_SCORES).astype(int), 0.35),
        case("float32", (SIX / 9).astype(np.float32), SIX_SCORES.astype(np.float32), 0.35),
        *[
            case(f"boxes of {boxes}, scores of {scores}", SIX.astype(boxes), (8 * SIX_SCORES).astype(scores), 0.35)
            for boxes, scores in (
                ("float32", "float64"),
                ("float64", "float32"),
                ("float64", "int64"),
                ("int32", "int32"),
                ("int16", "float64"),
                ("int8", "int8"),
            )
        ],
        case("Fortran order", st.fortran(SIX), st.fortran(SIX_SCORES), 0.35),
        case("every second entry", st.strided(SIX), st.strided(SIX_SCORES), 0.35),
        case("reversed views", st.reversed_view(SIX), st.reversed_view(SIX_SCORES), 0.35),
        case("read-only", st.read_only(SIX), st.read_only(SIX_SCORES), 0.35),
        case("no boxes", *NONE, 0.1),
    ],
    drawn=drawn(3, 8),
    count=180,
)

EXAMPLE = np.array([[0, 0, 2, 2], [0, 0, 2, 1.9], [0, 3, 2, 5], [0, 0, 2, 1]]), np.array([0.8, 0.9, 0.3, 0.6])

EXERCISE = Exercise(
    entry="non_max_suppression",
    oracle=tensorflow_suppression,
    checks=[
        Examples(
            example("threshold 0.6", np.array([1, 3, 2]), *EXAMPLE, 0.6),
            example("threshold 0.5", np.array([1, 2]), *EXAMPLE, 0.5),
        ),
        Matches("boxes apart", inputs=APART, points=2),
        Matches("two boxes", inputs=PAIRS, points=3),
        Matches("many boxes", inputs=MANY, points=3),
        Holds(
            kept_boxes_lie_apart,
            inputs=Inputs(
                ladder=[
                    rung("two boxes", [SQUARE, UPPER_HALF], [0.75, 0.5], 0.4),
                    rung("the second kept box removes one", [FAR, SQUARE, UPPER_HALF], [0.75, 0.5, 0.25], 0.4),
                ],
                drawn=plain(3, 8),
                count=10,
            ),
            points=1,
        ),
        Holds(
            order_of_boxes_changes_nothing,
            inputs=Inputs(
                ladder=[
                    case("two boxes", np.array([SQUARE, UPPER_HALF]) / 2, np.array([0.75, 0.5]), 0.4, np.array([1, 0])),
                    case("three boxes", np.array(ROW) / 2, np.array([0.5, 0.25, 0.75]), 0.25, np.array([2, 0, 1])),
                ],
                drawn=shuffled(),
                count=10,
            ),
            points=1,
        ),
    ],
    hints=[
        "Sort the boxes by score on paper first, the best one on top. Which boxes does the best one send away? Who is "
        "next, and whom may that one send away?",
        "Write the IoU of two boxes as a function of its own, and try it on boxes that are equal, that touch, that lie "
        "apart along both axes, and of which one lies within the other.",
        "Keep a list of kept indices. Take the indices by falling score, one after the other; append one if its IoU "
        "with each box of the list is at most the threshold.",
    ],
)
