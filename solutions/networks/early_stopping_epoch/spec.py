import numpy as np

from grader.authoring import strategies as st
from grader.authoring.strategies import DrawFn
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, case, example

from .properties import losses_after_the_stop_do_not_count, shifted_losses_change_nothing

SIXTEENTHS = 16  # losses and min_delta are multiples of 1/16, so that sums are exact and equal ones are equal


class Training:
    """All that the callback wants of a model."""

    stop_training = False


def keras_callback(losses: list[float], patience: int, min_delta: float = 0.0) -> int | None:
    """Return the epoch at which Keras' own callback stops a training with these losses."""
    import tensorflow as tf

    callback = tf.keras.callbacks.EarlyStopping(monitor="loss", min_delta=min_delta, patience=patience, mode="min")
    training = Training()
    callback.set_model(training)
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        # Keras compares Python's floats in float32, and NumPy's as they are.
        callback.on_epoch_end(epoch, {"loss": np.float64(loss)})
        if training.stop_training:
            return epoch
    return None


@st.composite
def curves(draw: DrawFn, shortest: int, longest: int, high: int = 12) -> list[float]:
    """Draw losses that fall at first, and then less and less."""
    count = draw(st.whole(shortest, longest))
    noise = draw(st.arrays((count,), 0, high, np.int64))
    fall, bottom = draw(st.whole(0, 6)), draw(st.whole(0, 30))
    start = draw(st.whole(-40, 60))
    sixteenths = [start + int(noise[i]) - min(fall * i, bottom) for i in range(count)]
    return sixteenths if draw(st.whole(0, 7)) == 7 else [loss / SIXTEENTHS for loss in sixteenths]


@st.composite
def drawn_patience(draw: DrawFn) -> Case:
    return case("drawn", draw(curves(1, 14)), draw(st.whole(1, 4)))


@st.composite
def drawn_zero(draw: DrawFn) -> Case:
    losses = draw(curves(1, 8, 8))
    if draw(st.booleans()):
        losses.sort(reverse=True)
    return case("drawn", losses, 0, **draw(st.options(min_delta=st.sampled_from([0.0, 0.0, 0.125, 0.5]))))


@st.composite
def drawn_delta(draw: DrawFn) -> Case:
    losses, patience, min_delta = draw(curves(2, 14)), draw(st.whole(1, 3)), draw(st.whole(1, 8)) / SIXTEENTHS
    if draw(st.booleans()):
        return case("drawn", losses, patience, min_delta)
    return case("drawn", losses, patience, min_delta=min_delta)


@st.composite
def drawn_shifts(draw: DrawFn) -> Case:
    shift = draw(st.sampled_from([-64.0, -5.0, 2.5, 64.0]))
    return Case("drawn", (draw(curves(2, 12)), draw(st.whole(1, 3)), draw(st.whole(0, 4)) / SIXTEENTHS, shift))


@st.composite
def drawn_ends(draw: DrawFn) -> Case:
    """Draw a training that stops, and what its losses would have been afterwards."""
    patience = draw(st.whole(1, 3))
    losses = draw(curves(1, 6))
    losses += [max(losses)] * patience
    return Case("drawn", (losses, patience, draw(st.whole(0, 4)) / SIXTEENTHS, draw(curves(1, 8))))


PATIENCE = Inputs(
    ladder=[
        case("one epoch", [1.0], 1),
        case("the second epoch is worse", [1.0, 2.0], 1),
        case("the second epoch is better", [2.0, 1.0], 1),
        case("the second epoch is equal", [1.0, 1.0], 1),
        case("patience 2, one epoch worse", [1.0, 2.0], 2),
        case("patience 2, two epochs worse", [1.0, 2.0, 3.0], 2),
        case("patience 2, two equal epochs", [1.0, 1.0, 1.0], 2),
        case("always better", [4.0, 3.0, 2.0, 1.0], 2),
        case("better at first, then worse", [3.0, 2.0, 4.0, 5.0], 2),
        case("falls, but not below the best", [1.0, 4.0, 3.0], 2),
        case("falls, but only to the best", [1.0, 2.0, 1.0], 2),
        case("a better epoch sets wait back", [3.0, 4.0, 2.0, 4.0], 2),
        case("a better epoch sets wait back, later it stops", [3.0, 4.0, 2.0, 4.0, 5.0], 2),
        case("better just in time", [3.0, 4.0, 5.0, 2.0, 4.0, 5.0], 3),
        case("worse after the stop", [1.0, 2.0, 3.0, 4.0], 1),
        case("better after the stop", [2.0, 3.0, 1.0], 1),
        case("better after the stop, then another stop", [2.0, 3.0, 1.0, 2.0], 1),
        case("patience 3", [2.0, 1.0, 3.0, 3.0, 3.0], 3),
        case("patience as long as the training", [1.0, 2.0, 3.0], 3),
        case("patience above the training", [1.0, 2.0, 3.0], 9),
    ],
    edges=[
        case("negative losses", [-1.0, -2.0, -1.5, -1.75], 2),
        case("negative losses, always better", [-1.0, -2.0, -3.0], 1),
        case("loss falls through zero", [1.0, 0.0, -1.0, 0.0, 0.0], 2),
        case("zeros", [0.0, 0.0, 0.0], 2),
        case("negative zero is not below zero", [0.0, -0.0], 1),
        case("better by very little", [1.0, 1.0 - 2.0**-40], 1),
        case("worse by very little", [1.0, 1.0 + 2.0**-40], 1),
        case("better by the very least", [1.0, 1.0 - 2.0**-53], 1),
        case("very small losses", [2.0**-30, 2.0**-31, 2.0**-30, 2.0**-30], 2),
        case("tiny losses", [2.0**-100, 2.0**-101, 2.0**-100], 1),
        case("huge losses", [2.0**200, 2.0**199, 2.0**198, 2.0**201, 2.0**201], 2),
        case("very large losses", [2.0**60, 2.0**59, 2.0**59, 2.0**61], 2),
        case("integers", [3, 2, 2, 4], 2),
        case("integers and fractions", [2, 1.5, 1.25, 1.75], 1),
        case("fractions, an integer at the end", [2.75, 2.5, 2.25, 3], 1),
        case("no epochs", [], 1),
        case("min_delta 0, given", [1.0, 0.5, 0.75, 1.0], 2, min_delta=0.0),
        case("a long training", [max(1.0, 64.0 - i) for i in range(100)], 5),
        case("a long training, long patience", [max(1.0, 200.0 - i) for i in range(300)], 60),
        case("falls after a long wait, but not below the best", [1.0, *[4.0] * 5, 2.0, 2.0, 2.0], 8),
        case("better after a long wait, and again", [5.0, *[6.0] * 4, 4.0, *[5.0] * 5, 3.0], 6),
        case("many waits, none long enough", [8.0, 9.0, 7.0, 8.0, 6.0, 7.0, 5.0, 6.0, 4.0, 5.0, 3.0, 4.0, 2.0, 3.0], 2),
        case("patience 7", [2.0, 1.0, *[1.5] * 9], 7),
    ],
    drawn=drawn_patience(),
    count=180,
)

ZERO = Inputs(
    ladder=[
        case("one epoch", [1.0], 0),
        case("the second epoch is better", [2.0, 1.0], 0),
        case("the second epoch is worse", [1.0, 2.0], 0),
        case("the second epoch is equal", [1.0, 1.0], 0),
        case("always better", [3.0, 2.0, 1.0], 0),
        case("the third epoch is worse", [2.0, 1.0, 3.0], 0),
        case("the third epoch is between", [3.0, 1.0, 2.0], 0),
        case("the fourth epoch is worse", [4.0, 3.0, 2.0, 5.0], 0),
        case("better by less than min_delta", [4.0, 3.5, 2.0], 0, 1.0),
        case("better by more than min_delta, then by less", [4.0, 2.0, 1.5], 0, 1.0),
        case("always better by more than min_delta", [4.0, 2.0], 0, 1.0),
    ],
    edges=[
        case("no epochs", [], 0),
        case("negative losses", [-1.0, -2.0, -1.0], 0),
        case("min_delta 0, given", [3.0, 2.0, 2.5], 0, min_delta=0.0),
        case("integers", [4, 3, 3], 0),
    ],
    drawn=drawn_zero(),
    count=100,
)

DELTA = Inputs(
    ladder=[
        case("better by more", [4.0, 2.0], 1, 1.0),
        case("better by less", [4.0, 3.5], 1, 1.0),
        case("better by just as much", [4.0, 3.0], 1, 1.0),
        case("equal", [4.0, 4.0], 1, 1.0),
        case("worse by less", [4.0, 4.5], 1, 1.0),
        case("worse by more", [4.0, 6.0], 1, 1.0),
        case("two small steps, together more", [4.0, 3.5, 2.5], 2, 1.0),
        case("two small steps, together less", [4.0, 3.75, 3.25], 2, 1.0),
        case("two small steps, just enough together", [4.0, 3.5, 2.75], 2, 1.0),
        case("three small steps, just enough together", [4.0, 3.5, 3.25, 2.75], 3, 1.0),
        case("small steps, just enough together, then more", [2.0, 1.5, 0.75, 0.5, 0.25], 2, 1.0),
        case("small steps, and a large one in time", [4.0, 3.5, 1.0, 0.5, 0.25], 2, 1.0),
        case("a small step between two waits", [4.0, 4.0, 3.5, 4.0], 2, 1.0),
        case("a small step, and half of it back", [4.0, 3.5, 3.75], 1, 1.0),
        case("small steps for ever", [4.0, 3.5, 3.0, 2.5, 2.0, 1.5], 3, 0.75),
        case("small steps, never better", [4.0, 3.75, 3.5, 3.25, 3.0], 4, 1.0),
        case("large losses", [64.0, 62.0, 60.0], 1, 1.0),
        case("small losses", [0.5, 0.25, 0.125], 1, 0.125),
        case("losses below min_delta", [0.5, 0.25, 0.125], 2, 1.0),
        case("better after the stop", [4.0, 3.5, 0.0, 3.5], 1, 1.0),
    ],
    edges=[
        case("negative losses", [-1.0, -1.5, -3.0, -3.5], 1, 1.0),
        case("negative losses, always better", [-1.0, -3.0, -5.0], 1, 1.0),
        case("falls through zero", [0.5, 0.0, -0.5, -1.0], 2, 0.25),
        case("min_delta above all losses", [3.0, 2.0, 1.0], 2, 100.0),
        case("large min_delta", [300.0, 150.0, 100.0, 20.0], 1, 100.0),
        case("min_delta 1.5", [4.0, 2.75, 1.0], 1, 1.5),
        case("tiny min_delta", [1.0, 1.0 - 2.0**-30, 1.0 - 2.0**-29], 1, 2.0**-32),
        case("better by less than a tiny min_delta", [1.0, 1.0 - 2.0**-34, 1.0 - 2.0**-33], 1, 2.0**-32),
        case("integers", [5, 4, 2, 2], 2, 1),
        case("min_delta by name", [2.0, 1.0, 0.75], 1, min_delta=0.5),
        case("no epochs", [], 2, 1.0),
    ],
    drawn=drawn_delta(),
    count=180,
)

EXERCISE = Exercise(
    entry="early_stopping_epoch",
    oracle=keras_callback,
    checks=[
        Examples(
            example("three epochs without a better one", 4, [1.0, 0.9, 0.95, 0.91, 0.92], 3),
            example("patience 0", 1, [1.0, 2.0, 0.0], 0),
            example("not better enough", 1, [1.0, 0.95, 0.92], 1, 0.1),
            example("patience 0, always better", None, [2.0, 1.0], 0),
        ),
        Matches("patience", inputs=PATIENCE, points=2),
        Matches("patience zero", inputs=ZERO, points=1),
        Matches("min_delta", inputs=DELTA, points=1),
        Holds(
            shifted_losses_change_nothing,
            inputs=Inputs(
                ladder=[
                    case("losses get negative", [3.0, 2.0, 2.5, 3.0], 2, 0.0, -8.0),
                    case("losses get large", [3.0, 2.0, 1.0, 1.0], 1, 0.5, 64.0),
                ],
                drawn=drawn_shifts(),
                count=10,
            ),
            points=0.5,
        ),
        Holds(
            losses_after_the_stop_do_not_count,
            inputs=Inputs(
                ladder=[
                    case("worse afterwards", [1.0, 2.0], 1, 0.0, [3.0]),
                    case("better, then worse afterwards", [2.0, 3.0], 1, 0.0, [1.0, 4.0]),
                ],
                drawn=drawn_ends(),
                count=10,
            ),
            points=0.5,
        ),
    ],
    hints=[
        "Play it with pencil and paper: two columns, the best loss so far and the epochs that you have been waiting. "
        "What do they hold after the first epoch?",
        "Each epoch is one of two kinds, better or not. Say for both what becomes of best and wait, and after which of "
        "them training can stop.",
        "One loop, and in it one comparison, loss + min_delta < best, with a best that any first loss is below. Count "
        "and compare with patience only in the branch of an epoch that isn't better.",
    ],
)
