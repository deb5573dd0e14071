"""Arrays filled from a seed, the same on every machine and with every NumPy version.

Element by element Hypothesis draws degenerate arrays (half of them constant), which hide swapped axes; so it
draws a seed, and this module fills. Only the raw bits of PCG64 are used: NumPy promises their stream, and
promises none for the distributions built upon it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DOUBLE_BITS = 53  # bits in the significand of a float64


@dataclass(frozen=True)
class Filled:
    """An array not yet drawn: `shape`, values uniform in [low, high), of `dtype`."""

    shape: tuple[int, ...]
    low: float = -1.0
    high: float = 1.0
    dtype: str = "float64"


def fill(
    seed: int, shape: tuple[int, ...], low: float = -1.0, high: float = 1.0, dtype: npt.DTypeLike = np.float64
) -> npt.NDArray[np.generic]:
    """Return an array of `shape` and `dtype`, uniform in [low, high); integers are in low … high − 1."""
    count = int(np.prod(shape, dtype=np.int64))
    raw = np.random.PCG64(seed).random_raw(count)
    unit = (raw >> np.uint64(64 - DOUBLE_BITS)).astype(np.float64) * 2.0**-DOUBLE_BITS
    values = low + (high - low) * unit
    if np.issubdtype(np.dtype(dtype), np.integer):
        values = np.floor(values)
    return values.reshape(shape).astype(dtype)
