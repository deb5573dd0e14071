from typing import Any

import numpy as np
import numpy.typing as npt

from grader.authoring import strategies as st
from grader.exercise import Case, Examples, Exercise, Holds, Inputs, Matches, Raises, case, example

from .properties import twice_the_scale

Array = npt.NDArray[Any]


def entry_by_entry(x: Array, a: float = 1.0) -> Array:
    values = [float(a) * value + 1.0 for value in x.ravel().tolist()]
    return np.array(values, np.float64).reshape(x.shape)


def row(*values: float, dtype: npt.DTypeLike = np.float64) -> Array:
    return np.array(values, dtype)


@st.composite
def scaled(draw: st.DrawFn) -> Case:
    x = draw(st.layouts(st.arrays(st.shapes(1, 2))))
    return Case("drawn", (x,), draw(st.options(a=st.sampled_from([2.0, -0.5, 3.0]))))


values = Inputs(
    ladder=[
        case("one entry", row(2)),
        case("two entries", row(1, -2)),
        case("scale 2", row(1, -2), 2.0),
        case("scale 3", row(1, 5), a=3.0),
        case("scale −½", row(4, 6), a=-0.5),
    ],
    edges=[case("no entries", row()), case("a column", st.counting(3, 1), 2.0)],
    drawn=scaled(),
    count=8,
)
kinds = Inputs(
    ladder=[
        case("integers", row(1, 2, dtype=np.int64)),
        case("float32", row(0.1, 0.2, dtype=np.float32), 3.0),
        case("read-only", st.read_only(row(1, 2)), 2.0),
    ],
    drawn=st.calls(st.layouts(st.arrays(st.shapes(0, 2), -9, 9, np.int64))),
    count=5,
)

EXERCISE = Exercise(
    entry="scale_and_shift",
    oracle=entry_by_entry,
    checks=[
        Examples(example("by 3", row(4, 7), row(1, 2), 3.0)),
        Matches("values", inputs=values, points=3),
        Matches("kinds", inputs=kinds, points=2),
        Raises(ValueError, on=Inputs(ladder=[case("scale 0", row(1), 0.0)]), points=2),
        Holds(twice_the_scale, inputs=Inputs(ladder=[case("one", row(1), 1.0), case("two", row(1, 2), 3.0)]), points=1),
    ],
    hints=["Broadcasting does the loop."],
)
