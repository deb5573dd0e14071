"""Inverted dropout: judged by value where chance has no say, by laws everywhere else."""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.authoring.strategies import DrawFn
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, Rng, case, example

from .properties import (
    entries_are_drawn_alone,
    entries_are_dropped_or_scaled,
    share_of_kept_entries,
    the_generator_decides,
)

Array = npt.NDArray[Any]

# Three rates leave next to nothing to chance and still show what is done. With ALMOST_ONE an entry is kept once in 10¹²
# draws. TINY drops one in 3·10⁷, yet 1/(1 − TINY) is fifteen times the tolerance away from 1. NEXT_TO_ZERO looks like
# rate 0, but takes the way of training. Ten entries are called with TINY, sixteen with NEXT_TO_ZERO and about a hundred
# with ALMOST_ONE, so that a right function fails on one of them with a probability of 3e-7. The laws look at forty
# chances at 1e-9 each, which adds 4e-8; below 1e-6 is what the stub promises.
ALMOST_ONE = 1.0 - 2.0**-40
TINY = 2.0**-25
NEXT_TO_ZERO = 2.0**-30
RATES = [0.125, 0.2, 0.5, 0.75, 0.9]


def tensorflow_dropout(x: Any, rate: float, rng: Any, training: bool) -> Array:
    """Return TensorFlow's dropout in float64; it has draws of its own, and the cases leave nothing to them."""
    import tensorflow as tf

    values = tf.constant(np.array(x, dtype=np.float64))
    seed = rng.integers(2**31, size=2)
    answer = tf.nn.experimental.stateless_dropout(values, rate, seed) if training else tf.identity(values)
    return np.asarray(answer.numpy())


def largest_entry(x: Any, *_: Any, **__: Any) -> float:
    """Dropped entries are judged by what they were."""
    return float(np.max(np.abs(np.asarray(x, dtype=np.float64)), initial=0.0))


def layouts_of(x: Array, *args: Any) -> list[Case]:
    """Return the same call with x in every memory layout."""
    return [
        case("Fortran order", st.fortran(x), *args),
        case("not contiguous", st.strided(x), *args),
        case("reversed view", st.reversed_view(x), *args),
        case("read-only", st.read_only(x), *args),
    ]


def on_and_off(name: str, x: Any) -> list[Case]:
    """Return a rung without training and one with it, at a rate that drops every entry."""
    values = np.array(x, dtype=np.float64)
    return [
        case(f"{name}, not training", values, ALMOST_ONE, Rng(1), False),
        case(f"{name}, training", values, ALMOST_ONE, Rng(1), True),
    ]


NARROW = ["int8", "int16", "int32", "uint8"]
DTYPES = ["float64", "float64", "float64", "float32", "int64"]


@st.composite
def drawn_trainings(draw: DrawFn) -> Case:
    """Draw x of any shape: mostly not in training, and some small ones that are dropped for sure."""
    training = draw(st.whole(0, 4)) == 4
    shape = draw(st.shapes(0, 2, 1, 2) if training else st.shapes(0, 4, 1, 4))
    x = draw(st.layouts(st.arrays(shape, -9.0, 10.0, draw(st.sampled_from(DTYPES)))))
    rate = ALMOST_ONE if training else draw(st.sampled_from(RATES))
    return case("drawn", x, rate, Rng(draw(st.seeds())), training)


@st.composite
def drawn_at_rate_zero(draw: DrawFn) -> Case:
    """Draw a batch and train at rate 0."""
    shape = (draw(st.whole(1, 4)), draw(st.whole(1, 5)))
    x = draw(st.layouts(st.arrays(shape, -9.0, 10.0, draw(st.sampled_from(DTYPES)))))
    return case("drawn", x, 0.0, Rng(draw(st.seeds())), True)


NUMBERS = np.array([[1.5, -2.0, 0.0], [-0.25, 4.0, 3.0]])
WHOLE = np.array([[1, -2, 3], [4, 0, -6]])

TRAINING = Inputs(
    ladder=[
        *on_and_off("one entry", [1]),
        *on_and_off("two entries", [1, 2]),
        *on_and_off("a negative entry", [-3]),
        *on_and_off("three entries", [1, -2, 4]),
        *on_and_off("one sample of one feature", [[3]]),
        *on_and_off("a batch of one sample", [[1, 2]]),
        *on_and_off("a batch of two samples", [[2], [3]]),
        *on_and_off("two of everything", [[1, 2], [3, 4]]),
        *on_and_off("three axes", [[[1, 2, 3]], [[4, 5, 6]]]),
        *on_and_off("a number without axes", 5),
    ],
    edges=[
        case("fractions and a zero, not training", NUMBERS, ALMOST_ONE, Rng(2), False),
        case("fractions and a zero, training", NUMBERS, ALMOST_ONE, Rng(2), True),
        case("all zero, rate ½", np.zeros((2, 3)), 0.5, Rng(3), True),
        case("negative zero, rate ½", np.array([-0.0]), 0.5, Rng(3), True),
        case("tiny entries, not training", 1e-30 * NUMBERS, ALMOST_ONE, Rng(4), False),
        case("huge entries, not training", 1e30 * NUMBERS, ALMOST_ONE, Rng(4), False),
        case("integers, not training", WHOLE, ALMOST_ONE, Rng(5), False),
        case("integers, training", WHOLE[:1], ALMOST_ONE, Rng(5), True),
        case("float32, not training", NUMBERS.astype(np.float32), ALMOST_ONE, Rng(6), False),
        case("float32, training", NUMBERS[:1].astype(np.float32), ALMOST_ONE, Rng(6), True),
        case("an image, not training", st.counting(1, 2, 3, 2), ALMOST_ONE, Rng(7), False),
        case("no entries, training", np.zeros(0), 0.5, Rng(8), True),
        case("no samples, training", np.zeros((0, 3)), 0.5, Rng(8), True),
        case("no features, training", np.zeros((2, 0)), 0.5, Rng(8), True),
        case("huge entries, training", 1e30 * NUMBERS[:1], ALMOST_ONE, Rng(8), True),
        case("no samples, not training", np.zeros((0, 3)), 0.5, Rng(8), False),
        *layouts_of(NUMBERS, ALMOST_ONE, Rng(9), False),
        *layouts_of(NUMBERS[:, :2], ALMOST_ONE, Rng(9), True),
    ],
    drawn=drawn_trainings(),
    count=260,
)

# Batches alone: who draws one number for each row, or for each column, still earns these points.
SMALL_RATES = Inputs(
    ladder=[
        case("rate 0", np.array([[1.0]]), 0.0, Rng(1), True),
        case("rate 0, two samples", np.array([[1.0, 2.0], [3.0, 4.0]]), 0.0, Rng(1), True),
        case("rate 0, not training", np.array([[1.0, 2.0]]), 0.0, Rng(1), False),
        case("rate 3e-8", np.array([[1.0]]), TINY, Rng(1), True),
        case("rate 3e-8, not training", np.array([[1.0]]), TINY, Rng(1), False),
        case("rate 3e-8, negative", np.array([[-2.0]]), TINY, Rng(1), True),
        case("rate 3e-8, two samples", np.array([[1.0], [3.0]]), TINY, Rng(1), True),
        case("rate 3e-8, two features", np.array([[0.5, -4.0]]), TINY, Rng(1), True),
        case("rate 3e-8, an integer", np.array([[1]]), TINY, Rng(1), True),
        case("rate 3e-8, a negative integer", np.array([[-2]]), TINY, Rng(1), True),
        case("rate 3e-8, two integers", np.array([[3, 5]]), TINY, Rng(1), True),
    ],
    edges=[
        case("the integer 0 as rate", NUMBERS, 0, Rng(2), True),
        case("a number without axes", np.array(5.0), 0.0, Rng(2), True),
        case("integers", WHOLE, 0.0, Rng(3), True),
        case("float32", NUMBERS.astype(np.float32), 0.0, Rng(4), True),
        case("tiny entries", 1e-30 * NUMBERS, 0.0, Rng(5), True),
        case("no samples", np.zeros((0, 3)), 0.0, Rng(6), True),
        case("many entries", np.ones((100, 100)), 0.0, Rng(9), True),
        *layouts_of(NUMBERS, 0.0, Rng(7), True),
        *layouts_of(NUMBERS[:, 1:], NEXT_TO_ZERO, Rng(7), True),
    ],
    drawn=drawn_at_rate_zero(),
    count=200,
)


def filled(*shape: int) -> Array:
    """Return an array of entries of both signs, none of them 0."""
    return np.where(np.arange(np.prod(shape)) % 2, -1.5, 2.0).reshape(shape)


# Enough entries for a share that is off by two in a hundred to show; float32 halves the corpus.
MANY = filled(200, 300).astype(np.float32)
FEWER = filled(100, 200).astype(np.float32)
LARGE = filled(30, 40)


def with_zeros(*shape: int) -> Array:
    """Return an array of entries of both signs, every third of them 0."""
    values: Array = (np.arange(np.prod(shape)) % 3 - 1.0).reshape(shape)
    return values


@st.composite
def drawn_for_support(draw: DrawFn) -> Case:
    """Draw x of any shape and dtype, and a rate."""
    shape = draw(st.shapes(1, 3, 1, 5))
    x = draw(st.layouts(st.arrays(shape, -9.0, 10.0, draw(st.sampled_from(DTYPES)))))
    return case("drawn", x, draw(st.sampled_from(RATES)), Rng(draw(st.seeds())))


@st.composite
def drawn_for_share(draw: DrawFn) -> Case:
    """Draw a large array that may hold zeros, and a rate."""
    x = draw(st.arrays((20, 30), -9.0, 10.0, draw(st.sampled_from(DTYPES))))
    return case("drawn", x, draw(st.sampled_from(RATES)), Rng(draw(st.seeds())))


@st.composite
def drawn_for_independence(draw: DrawFn) -> Case:
    """Draw one call with several axes, and a rate that is near enough to ½ to tell."""
    shape = draw(st.sampled_from([(16, 18), (18, 16), (6, 7, 8)]))
    return case("drawn", filled(*shape), draw(st.sampled_from([0.25, 0.5, 0.75])), Rng(draw(st.seeds())), 1)


@st.composite
def drawn_for_generators(draw: DrawFn) -> Case:
    """Draw a large array without zeros, and a rate."""
    return case("drawn", filled(15, 20), draw(st.sampled_from([0.25, 0.5, 0.75])), Rng(draw(st.seeds())))


EXERCISE = Exercise(
    entry="dropout",
    oracle=tensorflow_dropout,
    scale=largest_entry,
    checks=[
        Examples(
            example("nothing is dropped at rate 0", np.array([1.0, -3.0]), np.array([1.0, -3.0]), 0.0, Rng(1), True)
        ),
        Matches("training", inputs=TRAINING, points=1),
        Matches("small rates", inputs=SMALL_RATES, points=1),
        Holds(
            entries_are_dropped_or_scaled,
            inputs=Inputs(
                ladder=[
                    case("ones", np.ones((4, 5)), 0.2, Rng(1)),
                    case("both signs", filled(20), 0.5, Rng(2)),
                    case("zeros among them", with_zeros(4, 3, 2), 0.75, Rng(3)),
                    case("integers", np.arange(-9, 11).reshape(4, 5), 0.2, Rng(4)),
                    case("float32", filled(4, 5).astype(np.float32), 0.2, Rng(5)),
                    case("large", LARGE, 0.2, Rng(6)),
                    case("one in 64 is kept", LARGE, 1.0 - 2.0**-6, Rng(7)),
                    case("one in 4096 is kept", np.tile(LARGE, (10, 2)), 1.0 - 2.0**-12, Rng(8)),
                    *[case(kind, np.array([[3, 101, 50], [7, 90, 21]], kind), 0.2, Rng(10)) for kind in NARROW],
                    case("rate 0.7", filled(4, 5) * 1e5, 0.7, Rng(9)),
                ],
                drawn=drawn_for_support(),
                count=10,
            ),
            points=0.5,
            rtol=1e-5,  # a float32 answer to float32 entries is as good
        ),
        Holds(
            share_of_kept_entries,
            inputs=Inputs(
                ladder=[
                    case("one in five is dropped", np.ones(500), 0.2, Rng(1)),
                    case("four in five are dropped", filled(20, 25), 0.8, Rng(2)),
                    case("half of them, zeros left aside", with_zeros(10, 10, 6), 0.5, Rng(3)),
                    case("integers", np.full((20, 25), -3), 0.2, Rng(4)),
                    case("one in twenty is dropped", filled(5000), 0.05, Rng(5)),
                    case("half of them", filled(50, 100), 0.5, Rng(6)),
                    case("half of many", MANY, 0.5, Rng(7)),
                    case("one in eight of many is dropped", FEWER, 0.125, Rng(8)),
                    case("one in 512 of many is dropped", FEWER, 2.0**-9, Rng(9)),
                ],
                drawn=drawn_for_share(),
                count=4,
            ),
            points=0.5,
        ),
        Holds(
            entries_are_drawn_alone,
            inputs=Inputs(
                ladder=[
                    case("two entries, many times", filled(2), 0.5, Rng(100), 200),
                    case("a batch, many times", filled(12, 16), 0.5, Rng(400), 100),
                    case("images, many times", filled(4, 3, 4, 4), 0.5, Rng(600), 100),
                    case("a batch", filled(16, 16), 0.5, Rng(1), 1),
                    case("many samples of two features", filled(128, 2), 0.5, Rng(2), 1),
                    case("three axes", filled(6, 8, 8), 0.25, Rng(3), 1),
                    case("images", filled(4, 5, 4, 6), 0.5, Rng(4), 1),
                    case("large", LARGE, 0.5, Rng(5), 1),
                    case("six thousand entries", filled(80, 75), 0.5, Rng(6), 1),
                    case("five axes", filled(3, 4, 4, 4, 4), 0.5, Rng(7), 1),
                ],
                drawn=drawn_for_independence(),
                count=4,
            ),
            points=1,
        ),
        Holds(
            the_generator_decides,
            inputs=Inputs(
                ladder=[
                    case("one axis", filled(200), 0.5, Rng(1)),
                    case("a batch", filled(16, 16), 0.25, Rng(3)),
                    case("three axes", filled(6, 8, 8), 0.75, Rng(5)),
                    case("a number without axes", np.array(2.0), 0.5, Rng(250)),
                    case("integers", np.full((16, 16), -3), 0.5, Rng(50)),
                    case("float32", filled(16, 16).astype(np.float32), 0.5, Rng(100)),
                    case("one in twenty is dropped", filled(20, 30), 0.05, Rng(150)),
                    case("one in ten is kept", filled(20, 30), 0.9, Rng(200)),
                ],
                drawn=drawn_for_generators(),
                count=4,
            ),
            points=1,
        ),
    ],
    hints=[
        "Leave early where nothing is to be done. Otherwise decide for each entry alone: how many draws is that?",
        "Draw numbers between 0 and 1, in x's shape, from rng. Which of them should mean that an entry is dropped, so "
        "that it happens with probability rate?",
        "Only a share 1 − rate of the entries is left. By what must they be divided, so that the mean stays the same?",
    ],
)
