import math
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.exercise import Exercise, Filled, Gradients, Inputs, Matches, Timed, case

Array = npt.NDArray[Any]


def one_by_one(x: Array, w: Array) -> tuple[float, dict[str, Array]]:
    pairs = list(zip(x.ravel().tolist(), w.ravel().tolist(), strict=True))
    blocks = {"x": [b * a + a * b for a, b in pairs], "w": [a * a for a, _ in pairs]}
    loss = math.fsum(b * a * a for a, b in pairs)
    return loss, {name: np.array(block).reshape(x.shape) for name, block in blocks.items()}


def loss_alone(x: Array, w: Array) -> float:
    return float(np.einsum("i,i,i->", w.ravel(), x.ravel(), x.ravel()))


def row(*values: float) -> Array:
    return np.array(values, np.float64)


@st.composite
def pairs(draw: st.DrawFn) -> Any:
    shape = draw(st.shapes(1, 2, max_side=4))
    return case("drawn", draw(st.arrays(shape)), draw(st.arrays(shape)))


LADDER = [
    case("one", row(1), row(1)),
    case("x is 2", row(2), row(1)),
    case("w is 3", row(1), row(3)),
    case("two entries", row(1, 2), row(3, -1)),
    case("two by two", st.counting(2, 2), st.counting(2, 2, start=5)),
]
INPUTS = Inputs(ladder=LADDER, drawn=pairs(), count=6)

EXERCISE = Exercise(
    entry="weighted_square",
    oracle=one_by_one,
    checks=[
        Matches("loss", inputs=INPUTS, points=3, part=0),
        Matches("gradients", inputs=INPUTS, points=4, part=1),
        Gradients("slopes", loss_alone, ("x", "w"), inputs=Inputs(ladder=LADDER[2:]), points=1, part=1),
        Timed(case("a thousand", Filled((1000,)), Filled((1000,))), bands={2: 2, 4: 1}),
    ],
    hints=["The derivative of a sum is the sum of the derivatives."],
)
