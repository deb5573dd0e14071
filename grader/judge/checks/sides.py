"""The two sides of a law as numbers: what it is given to calculate with, and what is compared of what it returns."""

from typing import Any

import numpy as np

from grader.judge.checks.compare import as_array


def usable(value: Any) -> Any:
    """Return a plain answer with lists of numbers as arrays, so that a law can calculate with it.

    Raises TypeError for complex numbers: a law would drop their imaginary part, with a warning in our process.
    """
    if isinstance(value, np.ndarray | np.generic) and np.iscomplexobj(value):
        raise TypeError("the numbers are complex, expected real ones")
    array = as_array(value)
    if array is not None:
        return array
    if isinstance(value, list | tuple):
        return [usable(item) for item in value]
    return {k: usable(v) for k, v in value.items()} if isinstance(value, dict) else value


def floats(value: Any) -> Any:
    """Return a law's side with every number as float64: a law states equality of numbers, not of types."""
    if isinstance(value, list | tuple):
        return [floats(item) for item in value]
    if isinstance(value, dict):
        return {k: floats(v) for k, v in value.items()}
    return np.asarray(value, np.float64)
