import numpy as np


def _kept(x, rate, rng):
    return rng.random(np.shape(x)) >= rate


def _right(x, rate, rng):
    return np.where(_kept(x, rate, rng), np.asarray(x, float) / (1 - rate), 0.0)


def forgets_to_scale(x, rate, rng, training):
    """Your kept entries aren't divided by 1 − rate: where none happens to be dropped, all stay as they are.
    What may be kept has to make up for what may be dropped, or else the mean shrinks."""
    if not training:
        return x
    return np.where(_kept(x, rate, rng), x, 0.0)


def scales_after_training_instead(x, rate, rng, training):
    """You leave kept entries as they are in training, and scale down when training is over, as in the first paper.
    Inverted dropout does it the other way round: it scales in training, and then there is nothing left to do."""
    if not training:
        return np.asarray(x) * (1 - rate)
    return np.where(_kept(x, rate, rng), x, 0.0)


def scales_after_training_too(x, rate, rng, training):
    """You scale where training is False as well: down, as where nothing was scaled in training.
    Inverted dropout scales in training, and then there is nothing left to do."""
    return _right(x, rate, rng) if training else np.asarray(x) * (1 - rate)


def scales_down(x, rate, rng, training):
    """You multiply kept entries by 1 − rate, which makes the mean smaller still.
    It has to get larger again: in which direction does 1 − rate scale it there?"""
    if not training:
        return x
    return np.where(_kept(x, rate, rng), np.asarray(x) * (1 - rate), 0.0)


def divides_by_the_rate(x, rate, rng, training):
    """You divide kept entries by the probability of being dropped.
    The mean stays what it was if you divide by the probability of being kept."""
    if not training:
        return x
    return np.where(_kept(x, rate, rng), np.asarray(x) / np.float64(rate), 0.0)


def keeps_where_it_should_drop(x, rate, rng, training):
    """You keep entries with probability rate, and drop the others.
    rate is the probability of being dropped: look at the direction of your comparison."""
    if not training:
        return x
    return np.where(_kept(x, rate, rng), 0.0, np.asarray(x) / (1 - rate))


def takes_rate_for_the_probability_of_keeping(x, rate, rng, training):
    """You take rate for the probability of being kept, and scale by that too, as older libraries did.
    Here it is the probability of being dropped."""
    if not training:
        return x
    return np.where(_kept(x, rate, rng), 0.0, np.asarray(x) / np.float64(rate))


def ignores_training(x, rate, rng, training):
    """You drop entries whether training is True or not.
    When training is over, every entry stays as it is."""
    return _right(x, rate, rng)


def drops_after_training(x, rate, rng, training):
    """You drop entries where training is False, and none where it is True.
    It is the other way round: turn your condition."""
    return x if training else _right(x, rate, rng)


def scales_always(x, rate, rng, training):
    """You scale where training is False as well.
    Nothing is dropped then, so there is nothing to make up for."""
    return _right(x, rate, rng) if training else np.asarray(x) / (1 - rate)


def scales_by_the_share_kept(x, rate, rng, training):
    """You divide by the share of entries that happened to be kept.
    Divide by the probability of being kept: it is known beforehand, and never 0."""
    if not training:
        return x
    kept = _kept(x, rate, rng)
    return np.asarray(x) * kept / np.mean(kept)


def one_mask_for_all_rows(x, rate, rng, training):
    """You draw as many numbers as a row has entries, and drop the same ones in every row.
    Each entry of each sample has a draw of its own, whatever shape x has."""
    if not training:
        return x
    return np.asarray(x) * (rng.random(x.shape[1]) >= rate) / (1 - rate)


def drops_whole_rows(x, rate, rng, training):
    """You draw one number for each row, and drop or keep the row as a whole.
    Each entry has a draw of its own, whatever shape x has."""
    if not training:
        return x
    return np.asarray(x) * (rng.random((x.shape[0], 1)) >= rate) / (1 - rate)


def drops_all_or_nothing(x, rate, rng, training):
    """You draw a single number, and drop everything or nothing.
    Each entry has a draw of its own, and dropped ones stay in the array as zeros."""
    if not training:
        return x
    return 0.0 if rng.random() < rate else np.asarray(x) / (1 - rate)


def drops_an_exact_number(x, rate, rng, training):
    """You drop a fixed number of entries, the share rate of them.
    Each entry is dropped alone with probability rate, so that the number differs from call to call."""
    if not training:
        return x
    y = np.array(x, float) / (1 - rate)
    y.reshape(-1)[rng.permutation(y.size)[: int(rate * y.size)]] = 0.0
    return y


def removes_dropped_entries(x, rate, rng, training):
    """You return the kept entries alone.
    Dropped ones stay in their places as zeros: the answer has x's shape."""
    if not training:
        return x
    return np.asarray(x)[_kept(x, rate, rng)] / (1 - rate)


def returns_the_mask_alone(x, rate, rng, training):
    """You return the mask of factors.
    It still has to be multiplied with x."""
    if not training:
        return x
    return _kept(x, rate, rng) / (1 - rate)


def returns_the_mask_too(x, rate, rng, training):
    """You return the mask beside the answer.
    Only the answer is asked for."""
    if not training:
        return x, np.ones(np.shape(x))
    kept = _kept(x, rate, rng)
    return np.asarray(x) * kept / (1 - rate), kept / (1 - rate)


def replaces_by_ones(x, rate, rng, training):
    """You set dropped entries to 1.
    A dropped entry is 0: it adds nothing to the next layer."""
    if not training:
        return x
    return np.where(_kept(x, rate, rng), np.asarray(x) / (1 - rate), 1.0)


def ignores_the_rate(x, rate, rng, training):
    """You drop every second entry on average, whatever the rate is.
    rate says how likely an entry is dropped, and by how much the others are scaled."""
    return _right(x, 0.5, rng) if training else x


def adds_noise(x, rate, rng, training):
    """You multiply by normal noise around 1, which is Gaussian dropout.
    Here each entry is either dropped or scaled, nothing between."""
    if not training:
        return x
    return np.asarray(x) * rng.normal(1.0, np.sqrt(rate / (1 - rate)), np.shape(x))


def takes_rng_for_a_seed(x, rate, rng, training):
    """You hand rng over as a seed, and NumPy refuses it.
    It is a generator already: draw from it, and from nothing else."""
    if not training:
        return x
    np.random.seed(rng)
    return np.where(np.random.rand(*np.shape(x)) >= rate, np.asarray(x) / (1 - rate), 0.0)


def cuts_fractions_off(x, rate, rng, training):
    """Your answer has the dtype of x, so that with integers the fractions of scaled entries are cut off.
    Let the array that you fill hold floating-point numbers."""
    if not training:
        return x
    y = np.zeros_like(x)
    y[...] = _right(x, rate, rng)
    return y
