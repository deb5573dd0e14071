"""From measured seconds to points: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

TRIMMED = 0.2  # of the measurements, at each end


@dataclass(frozen=True)
class Ratio:
    """How many times the reference's seconds the student's are: the middle, and an interval taken between batches."""

    middle: float
    low: float
    high: float


def trimmed_mean(values: Sequence[float]) -> float:
    """Return the mean without the smallest and the largest 20 %."""
    ordered = np.sort(np.asarray(values, np.float64))
    cut = int(TRIMMED * len(ordered))
    return float(ordered[cut : len(ordered) - cut].mean())


def batch_ratio(student: Sequence[float], reference: Sequence[float], idle: Sequence[float]) -> float:
    """Return (student − no-op) / (reference − no-op) of one batch; inf where the reference can't be told from it."""
    nothing = trimmed_mean(idle)
    ours = trimmed_mean(reference) - nothing
    return max(trimmed_mean(student) - nothing, 0.0) / ours if ours > 0 else float("inf")


def between(ratios: Sequence[float]) -> Ratio:
    """Return the middle of the batches' ratios, and their range as the interval.

    Within a batch identical kernels agree to 3 %, but two different ones drift by 15 % from batch to batch as memory
    and neighbours change: only what holds between batches is a measurement.
    """
    return Ratio(float(np.median(ratios)), min(ratios), max(ratios))


def points(bands: Sequence[tuple[float, float]], ratio: Ratio) -> float:
    """Return the points of the best band that the interval touches; 0 beyond the last one."""
    return next((worth for bound, worth in sorted(bands) if ratio.low <= bound), 0.0)


def is_clear(bands: Sequence[tuple[float, float]], ratio: Ratio) -> bool:
    """Return whether the interval lies within one band, so that more batches would change nothing."""
    return all(not ratio.low <= bound <= ratio.high for bound, _ in bands)
