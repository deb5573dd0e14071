from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from grader.laws import Chance, Rng, binomial_chance

# Each chance is compared with grader.laws.LEVEL, 1e-9. Together with the cases judged by value, see spec.py, a right
# function fails with a probability below 1e-6.

Call = Callable[..., Any]
Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]

STREAMS = 40  # generators that must not share an answer: as few as a hundred different ones show


def entries_are_dropped_or_scaled(call: Call, x: Array, rate: float, rng: Rng) -> tuple[Any, Any]:
    """In training each entry becomes 0 or x/(1 − rate)."""
    y = np.asarray(call(x, rate, rng, True), dtype=np.float64)
    return y, np.where(y == 0, 0.0, x / (1.0 - rate))


def share_of_kept_entries(call: Call, x: Array, rate: float, rng: Rng) -> Chance:
    """In training an entry is kept with probability 1 − rate."""
    kept = _kept(call, x, rate, rng)[x != 0]
    said = f"Of {kept.size} entries {kept.sum()} are kept, about {(1 - rate) * kept.size:.0f} are expected."
    return Chance(binomial_chance(int(kept.sum()), kept.size, 1.0 - rate), said)


def entries_are_drawn_alone(call: Call, x: Array, rate: float, rng: Rng, calls: int) -> Chance:
    """Whether an entry is dropped says nothing about the others: each has a draw of its own."""
    masks = np.stack([_kept(call, x, rate, Rng(rng.seed + i)) for i in range(calls)])
    found = [*_neighbours(masks, rate), *_over_calls(masks, rate), *(_at_any_distance(masks) if rate == 0.5 else [])]
    worst = min(found, key=lambda chance: chance.p)
    return Chance(min(1.0, len(found) * worst.p), worst.said)


def _neighbours(masks: Mask, rate: float) -> list[Chance]:
    found = []
    for axis in range(1, masks.ndim):
        # Pairs that share no entry, so that whether one agrees is independent of the others.
        half = masks.shape[axis] // 2
        first, second = masks.take(range(0, 2 * half, 2), axis), masks.take(range(1, 2 * half, 2), axis)
        chance, agreeing = _agreement(first, second, rate)
        found.append(Chance(chance, f"Of two neighbours along axis {axis - 1} {agreeing}"))
    return found


def _over_calls(masks: Mask, rate: float) -> list[Chance]:
    """Return, of many calls, each entry's share; and sums that are even too often, as fixed and paired ones are."""
    calls, entries = len(masks), masks[0].size
    shares = masks.reshape(calls, entries).sum(axis=0)
    oddest = int(shares[np.argmax(np.abs(shares - (1.0 - rate) * calls))])
    odd = int(np.sum(masks.reshape(calls, entries).sum(axis=1) % 2))
    said = f"In {calls} calls one entry is kept {oddest} times, about {(1.0 - rate) * calls:.0f} expected."
    said_odd = f"In {calls} calls the number of kept entries is odd {odd} times."
    return [
        Chance(min(1.0, entries * binomial_chance(oddest, calls, 1.0 - rate)), said),
        Chance(binomial_chance(odd, calls, (1.0 - (2.0 * rate - 1.0) ** entries) / 2.0), said_odd),
    ]


def _at_any_distance(masks: Mask) -> list[Chance]:
    """Return how odd the most alike shifted, and the most alike mirrored, entries are at rate ½.

    At that rate, and at no other, whether entries i and i + d agree is independent for all i. A sum of k signs exceeds
    s with a probability of at most 2·exp(−s²/2k) (Hoeffding).
    """
    signs = np.where(masks.ravel(), 1.0, -1.0)
    n = signs.size
    spectrum = np.fft.rfft(signs, 2 * n)  # twice as long, so that nothing wraps round
    distances, centres = np.arange(1, n), np.arange(1, 2 * n - 2)  # a centre c is halfway between i and c − i
    shifted = np.fft.irfft(np.abs(spectrum) ** 2, 2 * n)[distances]
    pairs = (np.minimum(centres, 2 * n - 2 - centres) + 1) // 2
    mirrored = (np.fft.irfft(spectrum**2, 2 * n)[centres] - (centres % 2 == 0)) / 2
    return [
        Chance(
            _oddest(shifted, n - distances), "Entries at some distance from each other agree too often, or too rarely."
        ),
        Chance(_oddest(mirrored, pairs), "Entries that mirror each other agree too often, or too rarely."),
    ]


def _oddest(sums: Array, counts: Array) -> float:
    return min(1.0, sums.size * 2.0 * float(np.exp(-(np.abs(sums) ** 2) / (2.0 * counts)).min(initial=1.0)))


def the_generator_decides(call: Call, x: Array, rate: float, rng: Rng) -> Chance:
    """Equal generators give equal answers, different ones independent answers."""
    found = [_twice(call, x, rate, Rng(rng.seed + i)) for i in range(STREAMS)]
    masks = [mask for mask in found if mask is not None]
    if len(masks) < len(found):
        return Chance(0.0, "Two equal generators gave two answers: some of the chance comes from elsewhere.")
    chance, agreeing = _agreement(masks[0], masks[1], rate)
    different = len({mask.tobytes() for mask in masks})
    if different < len(masks):
        equal = min(1.0, STREAMS**2 * ((1.0 - rate) ** 2 + rate**2) ** x.size)
        return Chance(min(equal, chance), f"{len(masks)} generators gave {different} different answers.")
    return Chance(min(1.0, 2 * chance), f"With two different generators {agreeing}")


def _twice(call: Call, x: Array, rate: float, rng: Rng) -> Mask | None:
    """Return which entries are kept; None where the second answer isn't the first."""
    first, again = (_in_shape(call, x, rate, rng) for _ in range(2))
    return np.asarray(first != 0) if np.array_equal(first, again) else None


def _kept(call: Call, x: Array, rate: float, rng: Rng) -> Mask:
    return np.asarray(_in_shape(call, x, rate, rng) != 0)


def _in_shape(call: Call, x: Array, rate: float, rng: Rng) -> Array:
    y = np.asarray(call(x, rate, rng, True))
    if y.shape != x.shape:
        raise ValueError(f"x has shape {x.shape}, your answer {y.shape}.")
    return y


def _agreement(first: Mask, second: Mask, rate: float) -> tuple[float, str]:
    """Return how likely so many equal fates are, and what was seen, for independent entries that aren't 0."""
    agreeing, expected = int(np.sum(first == second)), (1.0 - rate) ** 2 + rate**2
    said = f"{agreeing} of {first.size} pairs are dropped or kept together, about {expected * first.size:.0f} expected."
    return binomial_chance(agreeing, first.size, expected), said
