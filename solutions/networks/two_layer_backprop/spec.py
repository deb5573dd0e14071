"""Loss and gradients of a sigmoid layer followed by a softmax layer."""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Gradients, Holds, Inputs, Matches, case, example
from grader.filling import fill

from .properties import batch_twice_changes_nothing, shifted_logits_change_nothing

Array = npt.NDArray[Any]


def tensorflow_backprop(
    x: Any, y: Any, w1: Any, b1: Any, w2: Any, b2: Any
) -> tuple[npt.NDArray[np.float64], dict[str, npt.NDArray[np.float64]]]:
    """Return the loss and what a gradient tape finds in float64."""
    import tensorflow as tf

    def double(value: Any) -> Any:
        return tf.constant(np.array(value, dtype=np.float64))

    params = {"w1": double(w1), "b1": double(b1), "w2": double(w2), "b2": double(b2)}
    with tf.GradientTape() as tape:
        tape.watch(params)
        hidden = tf.sigmoid(double(x) @ params["w1"] + params["b1"])
        logits = hidden @ params["w2"] + params["b2"]
        log_p = logits - tf.reduce_logsumexp(logits, axis=1, keepdims=True)
        loss = tf.reduce_mean(-tf.reduce_sum(double(y) * log_p, axis=1))
    grads = tape.gradient(loss, params)
    return loss.numpy(), {key: grads[key].numpy() for key in params}


def numpy_loss(x: Any, y: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> float:
    """Return the loss alone; for logits of moderate size."""
    hidden = 1.0 / (1.0 + np.exp(-(x @ w1 + b1)))
    logits = hidden @ w2 + b2
    log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return float(np.mean(np.sum(-y * log_p, axis=1)))


def one_hot(classes: Array, k: int) -> npt.NDArray[np.float64]:
    """Return a row for each class index, 1 there and 0 elsewhere."""
    rows: npt.NDArray[np.float64] = np.eye(k)[classes.astype(int)]
    return rows


def network(draw: Any, largest: int, dtype: Any = np.float64) -> tuple[Array, ...]:
    """Draw a batch and a network with sides up to `largest`."""
    n, d, h = (draw(st.whole(1, largest)) for _ in range(3))
    k = draw(st.whole(2, max(largest, 2)))
    if dtype == np.int64 or draw(st.booleans()):
        y = one_hot(draw(st.arrays((n,), 0, k, np.int64)), k).astype(dtype)
    else:
        weights = draw(st.arrays((n, k), 0.1, 1.0))
        y = (weights / weights.sum(axis=1, keepdims=True)).astype(dtype)
    x, w1, b1, w2, b2 = (draw(st.arrays(shape, -2.0, 2.0, dtype)) for shape in ((n, d), (d, h), (h,), (h, k), (k,)))
    return x, y, w1, b1, w2, b2


@st.composite
def drawn(draw: Any) -> Case:
    """Draw a network of any dtype and layout, some with logits of about ±1e3."""
    dtype = draw(st.sampled_from([np.float64, np.float64, np.float64, np.float64, np.float32, np.int64]))
    x, y, w1, b1, w2, b2 = network(draw, 4, dtype)
    if dtype == np.float64 and draw(st.whole(0, 4)) == 4:
        w2 = w2 * 1200.0
    return Case("drawn", tuple(draw(st.layouts(st.just(value))) for value in (x, y, w1, b1, w2, b2)))


@st.composite
def plain(draw: Any) -> Case:
    """Draw a float64 network of moderate size."""
    return Case("drawn", network(draw, 3))


@st.composite
def shifted(draw: Any) -> Case:
    """Draw a network and what is added to its logits."""
    return Case("drawn", (*network(draw, 3), draw(st.sampled_from([1.0, -2.5, 7.0]))))


def rung(name: str, x: Any, y: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> Case:
    """Return a case of float64 arrays."""
    return case(name, *(np.array(value, dtype=np.float64) for value in (x, y, w1, b1, w2, b2)))


# d, h and k are all different, so that a transposed or swapped axis can't fit.
X = np.array([[1.0, -2.0], [0.5, 3.0], [-1.0, 0.0]])
Y = np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0]])
SOFT = np.array([[0.5, 0.25, 0.25, 0.0], [0.125, 0.125, 0.25, 0.5], [0.0, 0.75, 0.0, 0.25]])
W1 = np.array([[1.0, -1.0, 0.5], [0.25, 0.5, -2.0]])
B1 = np.array([0.5, -0.25, 1.0])
W2 = np.array([[1.0, -1.0, 2.0, 0.5], [0.0, 1.5, -0.5, 1.0], [-2.0, 0.5, 1.0, -1.5]])
B2 = np.array([0.25, -0.5, 1.0, 0.0])
BATCH = (X, Y, W1, B1, W2, B2)
# Beyond every size that is drawn, with all sides different: what holds only for small arrays shows here.
LARGE = tuple(fill(seed, shape, -2.0, 2.0) for seed, shape in enumerate([(43, 17), (17, 19), (19,), (19, 12), (12,)]))
LARGE_SOFT = fill(5, (43, 12), 0.1, 1.0)
SOFT_BATCH = (X, SOFT, W1, B1, W2, B2)
MIXED = np.array([[0.0, 1.0, 0.0, 0.0], [0.03125, 0.9375, 0.03125, 0.0], [0.0, 0.75, 0.0, 0.25]])
WHOLE = tuple(
    np.array(value)
    for value in (
        [[1, -2], [0, 3]],
        [[0, 1, 0], [0, 0, 1]],
        [[1, -1], [0, 2]],
        [1, -1],
        [[1, -1, 2], [0, 1, -2]],
        [0, 1, -1],
    )
)


LADDER = [
    rung("all parameters zero", [[1]], [[1, 0]], [[0]], [0], [[0, 0]], [0, 0]),
    rung("output bias", [[1]], [[1, 0]], [[0]], [0], [[0, 0]], [1, 0]),
    rung("output weights", [[1]], [[1, 0]], [[0]], [0], [[1, -1]], [0, 0]),
    rung("hidden weight", [[1]], [[1, 0]], [[1]], [0], [[1, -1]], [0, 0]),
    rung("hidden bias", [[1]], [[1, 0]], [[0]], [2], [[1, -1]], [0, 0]),
    rung("negative input", [[-2]], [[1, 0]], [[1]], [0], [[1, -1]], [0, 0]),
    rung("input zero", [[0]], [[1, 0]], [[1]], [1], [[1, -1]], [0, 0]),
    rung("three classes", [[1]], [[0, 1, 0]], [[1]], [0], [[1, -1, 2]], [0, 1, 0]),
    rung("two features", [[1, 2]], [[1, 0]], [[1], [-1]], [0], [[1, -1]], [0, 0]),
    rung("two hidden units", [[1]], [[1, 0]], [[1, -1]], [0, 1], [[1, -1], [2, 0]], [0, 0]),
    rung("two of everything but samples", [[1, 2]], [[0, 1]], [[1, 0], [-1, 1]], [0, 1], [[1, -1], [2, 0]], [0, 1]),
    rung("two equal samples", [[1], [1]], [[1, 0], [1, 0]], [[1]], [0], [[1, -1]], [0, 0]),
    rung("two samples", [[1], [2]], [[1, 0], [0, 1]], [[1]], [0], [[1, -1]], [0, 0]),
    rung("three samples", [[1], [2], [-1]], [[1, 0], [0, 1], [0, 1]], [[1]], [0], [[1, -1]], [0, 1]),
    rung("two of everything", [[1, 2], [0, 1]], [[0, 1], [1, 0]], [[1, 0], [-1, 1]], [0, 1], [[1, -1], [2, 0]], [0, 1]),
    rung("soft labels", [[1]], [[0.75, 0.25]], [[1]], [0], [[1, -1]], [0, 0]),
    rung("soft labels, three classes", [[1]], [[0.5, 0.25, 0.25]], [[1]], [0], [[1, -1, 2]], [0, 0, 0]),
    rung("soft labels, two samples", [[1], [2]], [[0.75, 0.25], [0.5, 0.5]], [[1]], [0], [[1, -1]], [0, 0]),
    rung("logits 20 and 0, wrong", [[1]], [[0, 1]], [[1]], [0], [[0, 0]], [20, 0]),
    rung("logits 1000 and 0, right", [[1]], [[1, 0]], [[1]], [0], [[0, 0]], [1000, 0]),
    rung("logits 1000 and 0, wrong", [[1]], [[0, 1]], [[1]], [0], [[0, 0]], [1000, 0]),
    rung("logits of −1000", [[1]], [[0, 1]], [[1]], [0], [[1, -1]], [-1000, -1000]),
    rung("logits of 1000", [[1]], [[0, 1]], [[1]], [0], [[1, -1]], [1000, 1000]),
    rung("samples far apart", [[40], [-40]], [[1, 0], [0, 1]], [[1]], [0], [[2000, 2001]], [-1000, -1001]),
    case("all sides different", *BATCH),
    case("all sides different, soft labels", *SOFT_BATCH),
]

EDGES = [
    rung("logits 0 and 1000, wrong", [[1]], [[1, 0]], [[1]], [0], [[0, 0]], [0, 1000]),
    rung("weights of 1000", [[1]], [[0, 1]], [[1]], [0], [[1000, -1000]], [0, 0]),
    rung("logits 1000, 0 and −1000, soft labels", [[1]], [[0.5, 0.25, 0.25]], [[1]], [0], [[0] * 3], [1000, 0, -1000]),
    rung(
        "one sample at 1000, one at −1000", [[40], [-40]], [[1, 0], [1, 0]], [[1]], [0], [[2000, 1999]], [-1000, -998]
    ),
    rung(
        "three samples far apart",
        [[40], [-40], [0]],
        [[0.5, 0.5], [0.25, 0.75], [1, 0]],
        [[1]],
        [0],
        [[2000, 2001]],
        [-1000, -1002],
    ),
    rung("two samples, one wrong by 1000", [[1], [2]], [[1, 0], [0, 1]], [[0]], [0], [[0, 0]], [1000, 0]),
    rung("samples at 0 and −1000", [[-40], [40]], [[1, 0], [0, 1]], [[1]], [0], [[-1000, -1001]], [1, 0]),
    rung("hidden units saturated", [[700], [-700]], [[1, 0], [0, 1]], [[1, -1]], [0, 0], [[1, -1], [2, 0]], [0, 0]),
    rung("tiny output weights", [[1, 2]], [[1, 0]], [[1, 0], [-1, 1]], [0, 1], [[4e-8, -1e-8], [3e-8, 0]], [0, 1]),
    rung("one class", [[1], [2]], [[1], [1]], [[1]], [0], [[3]], [1]),
    rung("all zero", [[0, 0]], [[0, 1]], [[0], [0]], [0], [[0, 0]], [0, 0]),
    rung("negative zeros", [[-0.0, 1]], [[1, -0.0]], [[-0.0], [1]], [-0.0], [[1, -0.0]], [-0.0, -0.0]),
    case("one sample", X[:1], Y[:1], W1, B1, W2, B2),
    case("one sample with soft labels", X[:1], SOFT[:1], W1, B1, W2, B2),
    case("three of everything", X @ W1, np.eye(3)[[1, 2, 0]], W2[:, :3], B1, W2[:, 1:], B2[1:]),
    case("one-hot and soft labels in one batch", X, MIXED, W1, B1, W2, B2),
    case("integer arrays", *WHOLE),
    case("integer parameters", X[:2], np.array([[0.5, 0.25, 0.25], [0.0, 0.5, 0.5]]), *WHOLE[2:]),
    case("integer weights, one sample", np.array([[0.5, 1.5]]), WHOLE[1][:1], *WHOLE[2:]),
    case("integer inputs and labels, parameters with fractions", *WHOLE[:2], W1[:, :2], B1[:2], W2[:2, :3], B2[:3]),
    case("integers but for w1", *WHOLE[:2], WHOLE[2] / 4, *WHOLE[3:]),
    case("integers but for b1", *WHOLE[:3], WHOLE[3] / 4, *WHOLE[4:]),
    case("integers but for w2", *WHOLE[:4], WHOLE[4] / 4, WHOLE[5]),
    case("integers but for b2", *WHOLE[:5], WHOLE[5] / 4),
    case("integers but for soft labels", WHOLE[0], np.array([[0.5, 0.25, 0.25], [0.0, 0.75, 0.25]]), *WHOLE[2:]),
    case("integer labels", X, Y.astype(int), W1, B1, W2, B2),
    case("float32", *(value.astype(np.float32) for value in BATCH)),
    case("float32, soft labels", *(value.astype(np.float32) for value in SOFT_BATCH)),
    case(
        "float32, logits 1000 and 0, wrong",
        *(np.array(value, dtype=np.float32) for value in ([[1]], [[0, 1]], [[1]], [0], [[0, 0]], [1000, 0])),
    ),
    case("float32 inputs alone", X.astype(np.float32), SOFT, W1, B1, W2, B2),
    case("Fortran order", *(st.fortran(value) for value in BATCH)),
    case("not contiguous", *(st.strided(value) for value in SOFT_BATCH)),
    case("reversed views", *(st.reversed_view(value) for value in BATCH)),
    case("read-only", *(st.read_only(value) for value in SOFT_BATCH)),
    case("many samples, large layers", LARGE[0], one_hot(np.arange(43) % 12, 12), *LARGE[1:]),
    case("many samples, soft labels", LARGE[0], LARGE_SOFT / LARGE_SOFT.sum(axis=1, keepdims=True), *LARGE[1:]),
]

INPUTS = Inputs(LADDER, EDGES, drawn(), count=350)

EXERCISE = Exercise(
    entry="two_layer_backprop",
    oracle=tensorflow_backprop,
    checks=[
        Examples(
            example(
                "two hidden units",
                (
                    0.8558832537937455,
                    {
                        "w1": np.array(
                            [[0.1275053609359015, -0.056535002095071576], [0.255010721871803, -0.11307000419014315]]
                        ),
                        "b1": np.array([0.1275053609359015, -0.056535002095071576]),
                        "w2": np.array(
                            [[0.3842696267375735, -0.3842696267375736], [0.4204261419239973, -0.4204261419239974]]
                        ),
                        "b2": np.array([0.5750922760688629, -0.575092276068863]),
                    },
                ),
                np.array([[1.0, 2.0]]),
                np.array([[0.0, 1.0]]),
                np.array([[0.1, 0.2], [0.3, 0.4]]),
                np.zeros(2),
                np.array([[0.5, -0.5], [0.25, 0.75]]),
                np.zeros(2),
            )
        ),
        Matches("loss", inputs=INPUTS, points=3, part=0),
        Matches("gradients", inputs=INPUTS, points=4, part=1),
        Gradients(
            "numeric derivatives",
            forward=numpy_loss,
            by=("w1", "b1", "w2", "b2"),
            inputs=Inputs(
                ladder=[
                    rung("hidden weight", [[1]], [[1, 0]], [[1]], [0], [[1, -1]], [0, 0]),
                    rung("two samples", [[1], [2]], [[1, 0], [0, 1]], [[1]], [0], [[1, -1]], [0, 0]),
                    case("all sides different, soft labels", *SOFT_BATCH),
                ],
                drawn=plain(),
                count=10,
            ),
            points=1,
            part=1,
        ),
        Holds(
            batch_twice_changes_nothing,
            inputs=Inputs(
                ladder=[rung("one sample", [[1]], [[1, 0]], [[1]], [0], [[1, -1]], [0, 0])], drawn=plain(), count=8
            ),
            points=1,
        ),
        Holds(
            shifted_logits_change_nothing,
            inputs=Inputs(ladder=[case("all sides different", *BATCH, 1.0)], drawn=shifted(), count=8),
            points=1,
        ),
    ],
    hints=[
        "Keep hidden and p from the forward pass: the backward pass needs nothing else. Check each shape as you go.",
        "By the logits, the loss of one sample has the derivative p − y. Divide by n there, and nowhere else.",
        "Take each row's maximum off its logits first, and get log p as logit − log Σ exp, never from p.",
    ],
)
