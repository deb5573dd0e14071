from typing import Any

import numpy as np
import numpy.typing as npt


def dropout(x: npt.NDArray[Any], rate: float, rng: np.random.Generator, training: bool) -> npt.NDArray[Any]:
    if not training:
        return x
    # random() is below 1 and may be 0, so that >= keeps with probability 1 − rate exactly, and all at rate 0.
    kept = rng.random(x.shape) >= rate
    return np.where(kept, x / (1.0 - rate), 0.0)
