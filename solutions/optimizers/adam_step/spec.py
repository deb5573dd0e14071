"""One step of Adam, as in the paper: bias out first, eps outside the root."""

from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, case, example

from .properties import constant_gradient_moves_evenly, gradient_size_cancels


def tensorflow_adam(
    param: Any,
    grad: Any,
    m: Any,
    v: Any,
    t: int,
    lr: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[npt.NDArray[np.float64], ...]:
    """Return what TensorFlow's own update leaves in its variables, in float64."""
    import tensorflow as tf

    def double(value: Any) -> Any:
        return tf.constant(np.array(value, dtype=np.float64))

    variables = [tf.Variable(double(value)) for value in (param, m, v)]
    tf.raw_ops.ResourceApplyAdam(
        var=variables[0].handle,
        m=variables[1].handle,
        v=variables[2].handle,
        beta1_power=double(beta1**t),
        beta2_power=double(beta2**t),
        lr=double(lr),
        beta1=double(beta1),
        beta2=double(beta2),
        # TensorFlow adds it to √v, before the bias is out: the paper's ε̂.
        epsilon=double(eps * np.sqrt(1.0 - beta2**t)),
        grad=double(grad),
    )
    return tuple(variable.numpy() for variable in variables)


RATES = st.sampled_from([1e-4, 0.01, 0.1, 1.0])
FIRST_BETAS = st.sampled_from([0.0, 0.5, 0.8, 0.95])
SECOND_BETAS = st.sampled_from([0.5, 0.9, 0.99, 0.9999])
EPSILONS = st.sampled_from([1e-7, 1e-3, 0.1, 1.0])


@st.composite
def drawn(draw: Any) -> Case:
    """Draw a step anywhere in a run: any shape, dtype and layout, options given or left out."""
    shape = draw(st.shapes(0, 3, 1, 4))
    dtype = draw(st.sampled_from([np.float64, np.float64, np.float64, np.float32, np.int64]))
    param, grad = (draw(st.layouts(st.arrays(shape, -4.0, 4.0, dtype))) for _ in range(2))
    t = draw(st.one_of(st.just(1), st.whole(2, 12), st.sampled_from([100, 1000])))
    if t == 1:  # other moments don't occur before the first step: an answer may start them itself
        m, v = np.zeros(shape, dtype), np.zeros(shape, dtype)
    else:
        m = draw(st.layouts(st.arrays(shape, -2.0, 2.0, dtype)))
        # Away from 0, where the quotient would magnify float32's rounding.
        v = draw(st.layouts(st.arrays(shape, 1.0, 6.0, dtype)))
    options = draw(st.options(lr=RATES, beta1=FIRST_BETAS, beta2=SECOND_BETAS, eps=EPSILONS))
    return Case("drawn", (param, grad, m, v, t), options)


@st.composite
def scaled(draw: Any) -> Case:
    """Draw a step and a factor of its gradient."""
    shape = draw(st.shapes(1, 2, 1, 3))
    param, grad, m = (draw(st.arrays(shape, -2.0, 2.0)) for _ in range(3))
    v = draw(st.arrays(shape, 0.5, 3.0))
    eps = draw(st.sampled_from([0.01, 0.5]))
    factor = draw(st.sampled_from([0.25, 3.0, 10.0]))
    return Case("drawn", (param, grad, m, v, draw(st.whole(2, 20)), eps, factor))


@st.composite
def constant(draw: Any) -> Case:
    """Draw a gradient, clear of 0, that stays the same for some steps."""
    shape = draw(st.shapes(1, 2, 1, 3))
    grad = st.away_from([0.0], 0.1)(draw(st.arrays(shape, -3.0, 3.0)))
    rate, eps = draw(st.sampled_from([0.1, 0.5])), draw(st.sampled_from([1e-8, 0.25]))
    return Case("drawn", (draw(st.arrays(shape)), grad, draw(st.whole(1, 4)), rate, eps))


def one(*values: float) -> list[npt.NDArray[np.float64]]:
    """Return each number as an array of one entry."""
    return [np.array([value]) for value in values]


HALVES = {"beta1": 0.5, "beta2": 0.75}  # exact in binary, and far from each other's powers
PARAM = st.counting(2, 3)
GRAD = np.array([[1.0, -2.0, 0.5], [4.0, -0.25, 3.0]])
FIRST = np.array([[0.5, 1.0, -1.0], [2.0, 0.0, -3.0]])
SECOND = np.array([[1.0, 4.0, 0.25], [2.0, 9.0, 16.0]])
WHOLE_PARAM, WHOLE_GRAD = np.array([3, -2, 5]), np.array([2, -1, 4])
WHOLE_FIRST, WHOLE_SECOND = np.array([1, 0, -3]), np.array([4, 1, 9])

LADDER = [
    case("first step", *one(1.0, 1.0, 0.0, 0.0), 1),
    case("first step, gradient 2", *one(1.0, 2.0, 0.0, 0.0), 1),
    case("first step, gradient −2", *one(1.0, -2.0, 0.0, 0.0), 1),
    case("eps 1", *one(1.0, 2.0, 0.0, 0.0), 1, eps=1.0),
    case("zero gradient at the start", *one(1.0, 0.0, 0.0, 0.0), 1),
    case("gradient as small as eps", *one(1.0, 1e-8, 0.0, 0.0), 1),
    case("gradient three times eps", *one(1.0, 3e-8, 0.0, 0.0), 1),
    case("learning rate", *one(1.0, 2.0, 0.0, 0.0), 1, lr=0.5),
    case("betas", *one(1.0, 2.0, 0.0, 0.0), 1, lr=0.5, **HALVES),
    case("second step", *one(1.0, 2.0, 1.0, 4.0), 2, lr=0.5, **HALVES),
    case("third step", *one(1.0, 2.0, 1.0, 4.0), 3, lr=0.5, **HALVES),
    case("second step, defaults", *one(1.0, 2.0, 1.0, 4.0), 2),
    case("gradient against the first moment", *one(1.0, -3.0, 1.0, 4.0), 2, lr=0.5, **HALVES),
    case("eps 1, second step", *one(1.0, 2.0, 1.0, 4.0), 2, lr=0.5, eps=1.0, **HALVES),
    case("zero gradient later", *one(1.0, 0.0, 1.0, 4.0), 2, lr=0.5, **HALVES),
    case("two entries", np.array([1.0, 2.0]), np.array([1.0, -3.0]), np.zeros(2), np.zeros(2), 1, lr=0.5),
    case("two entries, second step", PARAM[0, :2], GRAD[0, :2], FIRST[0, :2], SECOND[0, :2], 2, lr=0.5, **HALVES),
    case("matrix", PARAM, GRAD, FIRST, SECOND, 3, lr=0.5, **HALVES),
    case("numbers", 1.0, -2.0, 0.5, 4.0, 2),
]

EDGES = [
    case("small gradients, options left out", *(np.array([1e-7, -2e-8]) * scale for scale in (1e7, 1, 0, 0)), 1),
    case("gradient far below eps", *one(1.0, 3e-12, 0.0, 0.0), 1, lr=1.0),
    case("eps far below its default", *one(1.0, 1e-10, 0.0, 0.0), 1, eps=1e-10),
    case("one gradient of zero", np.array([1.0, 2.0]), np.array([0.0, 3.0]), np.zeros(2), np.zeros(2), 1, lr=1.0),
    case("gradients of negative zero", np.ones(2), np.array([-0.0, 0.0]), np.zeros(2), np.zeros(2), 1),
    # Late, but the bias isn't out yet, and steps large enough to show it.
    case("step 120", PARAM, GRAD, FIRST, SECOND, 120, lr=10.0),
    case("step 12 thousand", PARAM, GRAD, FIRST, SECOND, 12000, lr=10.0),
    case("step one million", PARAM, GRAD, FIRST, SECOND, 10**6, lr=0.1),
    case("beta1 is 0", PARAM, GRAD, FIRST, SECOND, 2, lr=0.1, beta1=0.0),
    case("beta2 is 0", PARAM, GRAD, FIRST, SECOND, 2, lr=0.1, beta2=0.0),
    case("both betas are 0", PARAM, GRAD, FIRST, SECOND, 3, lr=0.1, beta1=0.0, beta2=0.0, eps=0.5),
    # v gets 0 where the gradient is; what is left of m still moves param.
    case(
        "zero gradient, beta2 is 0",
        *(np.array(pair) for pair in ([1.0, 2.0], [0.0, 3.0], [1.0, 1.0], [4.0, 4.0])),
        2,
        lr=0.1,
        beta2=0.0,
        eps=0.5,
    ),
    case("betas close to 1, step 300", PARAM, GRAD, FIRST, SECOND, 300, lr=0.5, beta1=0.999, beta2=0.99999),
    case("options by position", PARAM, GRAD, FIRST, SECOND, 4, 0.25, 0.5, 0.75, 0.125),
    case("eps by name", PARAM, GRAD, FIRST, SECOND, 2, eps=0.1),
    case("large eps, large step", PARAM, GRAD, FIRST, SECOND, 5, lr=10.0, eps=10.0),
    case("gradients of 1e6", PARAM, 1e6 * GRAD, np.zeros((2, 3)), np.zeros((2, 3)), 1, lr=0.1),
    case("gradients of 1e100", PARAM, 1e100 * GRAD, np.zeros((2, 3)), np.zeros((2, 3)), 1, lr=0.1),
    case("Python integers", 3, 2, 1, 4, 2),
    case("an integer param and fractions", 3, -2.75, 0.5, 4.25, 2),
    case("an integer gradient and fractions", 1.5, 2, 0.25, 4.75, 3),
    case("integer arrays", WHOLE_PARAM, WHOLE_GRAD, WHOLE_FIRST, WHOLE_SECOND, 2, lr=0.5),
    case("integer arrays, first step", WHOLE_PARAM, WHOLE_GRAD, 0 * WHOLE_PARAM, 0 * WHOLE_PARAM, 1, lr=0.1),
    case("large integers", WHOLE_PARAM, 5001 * WHOLE_GRAD, 3003 * WHOLE_FIRST, 5001**2 * WHOLE_SECOND, 2, lr=0.5),
    case("param alone holds integers", WHOLE_PARAM, GRAD[0], FIRST[0], SECOND[0], 2, lr=0.5),
    case("grad alone holds integers", PARAM[0] / 4, WHOLE_GRAD, FIRST[0], SECOND[0], 2, lr=0.5),
    case("m alone holds integers", PARAM[0], GRAD[0], WHOLE_FIRST, SECOND[0], 2, lr=0.5),
    case("v alone holds integers", PARAM[0], GRAD[0], FIRST[0], WHOLE_SECOND, 2, lr=0.5),
    case("moments alone hold integers", PARAM[0], GRAD[0], WHOLE_FIRST, WHOLE_SECOND, 2, lr=0.5),
    case("float32", *(value.astype(np.float32) for value in (PARAM, GRAD, FIRST, SECOND)), 2, lr=0.5),
    case("float32 gradient alone", PARAM, GRAD.astype(np.float32), FIRST, SECOND, 3, lr=0.5),
    case("arrays without axes", *(np.array(value) for value in (2.0, -1.0, 0.5, 4.0)), 3, lr=0.5),
    case("three axes", *(np.stack([value, value[::-1]]) for value in (PARAM, GRAD, FIRST, SECOND)), 7, lr=0.5),
    case("four axes", *(value.reshape(1, 3, 1, 2) for value in (PARAM, GRAD, FIRST, SECOND)), 3, lr=0.5),
    case("many entries", *(st.counting(13, 11, start=start) / 8 for start in (-9, -40, -20, 1)), 2, lr=0.5),
    case("empty arrays", *(np.zeros((0, 3)) for _ in range(4)), 1),
    case("Fortran order", *(st.fortran(value) for value in (PARAM, GRAD, FIRST, SECOND)), 2, lr=0.5),
    case("not contiguous", *(st.strided(value) for value in (PARAM, GRAD, FIRST, SECOND)), 2, lr=0.5),
    case("reversed views", *(st.reversed_view(value) for value in (PARAM, GRAD, FIRST, SECOND)), 2, lr=0.5),
    case("read-only", *(st.read_only(value) for value in (PARAM, GRAD, FIRST, SECOND)), 2, lr=0.5),
]

INPUTS = Inputs(LADDER, EDGES, drawn(), count=460)

# w²/2 from 1: the gradient is w itself.
RUN = [
    (0.900000009999999, 0.09999999999999998, 0.0010000000000000009),
    (0.8004122480821506, 0.18000000099999985, 0.0018090000179999998),
    (0.7015863025553359, 0.2420412257082149, 0.0024478507848619225),
]

EXERCISE = Exercise(
    entry="adam_step",
    oracle=tensorflow_adam,
    checks=[
        Examples(
            example("w²/2, step 1", RUN[0], 1.0, 1.0, 0.0, 0.0, 1, lr=0.1, eps=1e-7),
            example("w²/2, step 2", RUN[1], RUN[0][0], *RUN[0], 2, lr=0.1, eps=1e-7),
            example("w²/2, step 3", RUN[2], RUN[1][0], *RUN[1], 3, lr=0.1, eps=1e-7),
        ),
        Matches("m", inputs=INPUTS, points=2, part=1),
        Matches("v", inputs=INPUTS, points=2, part=2),
        Matches("param", inputs=INPUTS, points=4, part=0),
        Holds(
            gradient_size_cancels,
            inputs=Inputs(
                ladder=[case("twice the gradient", *one(1.0, 2.0, 1.0, 4.0), 2, 1.0, 2.0)], drawn=scaled(), count=8
            ),
            points=1,
        ),
        Holds(
            constant_gradient_moves_evenly,
            inputs=Inputs(
                ladder=[
                    case("one step", *one(1.0, 2.0), 1, 0.5, 1.0),
                    case("two steps", *one(1.0, 2.0), 2, 0.5, 1.0),
                    case("three steps", *one(1.0, -2.0), 3, 0.5, 1e-8),
                ],
                drawn=constant(),
                count=8,
            ),
            points=1,
        ),
    ],
    hints=[
        "Five lines, in the order of the docstring: m, v, m̂, v̂, param. Only the last one uses lr and eps.",
        "At t = 1 from moments of 0, m̂ is g and v̂ is g²: whatever the betas, the step is about lr. Is yours?",
        "m̂ and v̂ are for this step alone; m and v go back as they are. eps is added to √v̂, after the root.",
    ],
)
